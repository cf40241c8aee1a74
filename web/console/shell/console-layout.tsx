import { type ReactNode, useId, useState } from "react";
import { Link, useLocation } from "wouter";
import { shellTexts as texts } from "../../texts/console/frame.tsx";
import { Mark } from "../../ui/mark.tsx";
import { useConsole } from "../console-context.ts";
import { sectionAt, useSections } from "../layout/sections.ts";
import { AlarmBanner } from "../recovery/alarm-banner.tsx";
import { SearchButton } from "../search/search-button.tsx";

/** The frame of every page of the console: whose server it is, who is signed in, and where else one can go. */
export function ConsoleLayout({ sessionLine, children }: { sessionLine: ReactNode; children: ReactNode }) {
  const { issuer } = useConsole();
  const [isOpen, setOpen] = useState(false);
  const list = useId();
  return (
    <div className="console">
      <a className="skip-link" href="#content">
        {texts.skip}
      </a>
      <header className="console-head">
        <div className="masthead-name">
          <Mark />
          <strong>{texts.product}</strong>
          <span className="masthead-host">{issuer.replace(/^https?:\/\//, "")}</span>
        </div>
        <SearchButton />
        <button
          type="button"
          className="button button-plain button-small console-nav-toggle"
          aria-expanded={isOpen}
          aria-controls={list}
          onClick={() => setOpen(!isOpen)}
        >
          {texts.menu}
        </button>
        {sessionLine}
      </header>
      <Navigation list={list} isOpen={isOpen} onChosen={() => setOpen(false)} />
      <main id="content" className="console-main" tabIndex={-1}>
        <AlarmBanner />
        {children}
      </main>
    </div>
  );
}

/**
 * Lists the sections that the role includes. On a narrow screen the list opens at a press on the head's button, and
 * closes when a page is chosen.
 */
function Navigation({ list, isOpen, onChosen }: { list: string; isOpen: boolean; onChosen: () => void }) {
  const [path] = useLocation();
  const sections = useSections();
  const here = sectionAt(path);
  return (
    <nav className={isOpen ? "console-nav console-nav-open" : "console-nav"} aria-label={texts.navigation}>
      <ul id={list}>
        {sections.map((section) => (
          <li key={section.path}>
            <Link
              href={section.path}
              aria-current={section.path === path ? "page" : section.path === here?.path ? "true" : undefined}
              onClick={onChosen}
            >
              {section.title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

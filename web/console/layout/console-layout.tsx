import { type ReactNode, useId, useState } from "react";
import { Link, useLocation } from "wouter";
import { Mark } from "../../ui/mark.tsx";
import { useConsole } from "../console-context.ts";
import type { ConsolePage } from "../pages.ts";
import { AlarmBanner } from "../recovery/alarm-banner.tsx";
import { SessionLine } from "../session/session-line.tsx";
import { useSession } from "../session/use-session.ts";
import { sectionAt, sectionsFor } from "./sections.ts";

/** What every page of the console stands in: whose server it is, who is signed in, and where else one can go. */
export function ConsoleLayout({ pages, children }: { pages: readonly ConsolePage[]; children: ReactNode }) {
  const { issuer } = useConsole();
  return (
    <div className="console">
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <header className="console-head">
        <div className="masthead-name">
          <Mark />
          <strong>Nearside</strong>
          <span className="masthead-host">{issuer.replace(/^https?:\/\//, "")}</span>
        </div>
        <SessionLine />
      </header>
      <Navigation pages={pages} />
      <main id="content" className="console-main" tabIndex={-1}>
        <AlarmBanner />
        {children}
      </main>
    </div>
  );
}

/** By what the role includes. On a narrow screen it opens at a press, and closes when a page was chosen. */
function Navigation({ pages }: { pages: readonly ConsolePage[] }) {
  const [path] = useLocation();
  const { role } = useSession().user;
  const [open, setOpen] = useState(false);
  const list = useId();
  const here = sectionAt(path);
  return (
    <nav className={open ? "console-nav console-nav-open" : "console-nav"} aria-label="Console">
      <button
        type="button"
        className="button button-plain button-small console-nav-toggle"
        aria-expanded={open}
        aria-controls={list}
        onClick={() => setOpen(!open)}
      >
        Menu{here === undefined ? "" : `: ${here.title}`}
      </button>
      <ul id={list}>
        {sectionsFor(pages, role).map((section) => (
          <li key={section.path}>
            <Link
              href={section.path}
              aria-current={section.path === path ? "page" : section.path === here?.path ? "true" : undefined}
              onClick={() => setOpen(false)}
            >
              {section.title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

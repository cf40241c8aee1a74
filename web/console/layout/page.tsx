import { type ReactNode, useEffect, useRef } from "react";
import { Link } from "wouter";
import { shellTexts as texts } from "../../texts/console/frame.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";

/** The values that an address has for the `:names` of a page's path. */
export type PageParams = Readonly<Record<string, string>>;

export interface Crumb {
  readonly title: ReactNode;
  readonly href: string;
}

interface PageProps {
  /** The heading, and the title of the browser's tab. Plain text. */
  readonly title: string;
  /** Takes the title's place once it is read: the name of the thing that the page is about, as a person chose it. */
  readonly name?: string | undefined;
  /** Shown in place of the title if the heading is more than text. */
  readonly heading?: ReactNode;
  /** The pages above this one, beginning with the section. */
  readonly crumbs?: readonly Crumb[];
  readonly lead?: ReactNode;
  /** Buttons that are about the whole page. */
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/** One page of the console. Its heading takes the focus, so that a screen reader says where the person is. */
export function Page({ title: ownTitle, name, heading, crumbs = [], lead, actions, children }: PageProps) {
  const title = name === undefined ? ownTitle : makeVisible(name);
  const headingElement = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = texts.tabTitle(title);
  }, [title]);
  useEffect(() => {
    headingElement.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  return (
    <div className="page">
      {crumbs.length === 0 ? null : (
        <nav className="crumbs" aria-label={texts.breadcrumbs}>
          <ol>
            {crumbs.map((crumb) => (
              <li key={crumb.href}>
                <Link href={crumb.href}>{crumb.title}</Link>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <header className="page-head">
        <div>
          <h1 ref={headingElement} tabIndex={-1}>
            {heading ?? (name === undefined ? title : <Named text={name} />)}
          </h1>
          {lead === undefined ? null : <div className="page-lead">{lead}</div>}
        </div>
        {actions === undefined ? null : <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** Shown at an address that names nothing. */
export function NowherePage() {
  return (
    <Page title={texts.notFound.title}>
      <p>{texts.notFound.says}</p>
    </Page>
  );
}

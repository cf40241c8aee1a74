import { type ReactNode, useEffect, useRef } from "react";
import { Link } from "wouter";

/** The text in the address at a page's `:names`. */
export type PageParams = Readonly<Record<string, string>>;

export interface Crumb {
  readonly title: ReactNode;
  readonly href: string;
}

interface PageProps {
  /** Plain text: the heading, and what the browser's tab says. */
  readonly title: string;
  /** What the heading shows where it is more than its text. */
  readonly heading?: ReactNode;
  /** From the section down to what stands above this page. */
  readonly crumbs?: readonly Crumb[];
  readonly lead?: ReactNode;
  /** Buttons that are about the whole page. */
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/** One page of the console. Its heading takes the focus, so that a screen reader says where the person has come to. */
export function Page({ title, heading, crumbs = [], lead, actions, children }: PageProps) {
  const headingElement = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Nearside`;
  }, [title]);
  useEffect(() => {
    headingElement.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  return (
    <div className="page">
      {crumbs.length === 0 ? null : (
        <nav className="crumbs" aria-label="Above this page">
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
            {heading ?? title}
          </h1>
          {lead === undefined ? null : <div className="page-lead">{lead}</div>}
        </div>
        {actions === undefined ? null : <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** Shown where an address names nothing that exists. */
export function NowherePage() {
  return (
    <Page title="There is nothing at this address">
      <p>It may have been removed, or the address may be cut off. Choose from the navigation.</p>
    </Page>
  );
}

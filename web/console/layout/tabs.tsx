import { Link, useLocation } from "wouter";

interface Tab {
  readonly title: string;
  /**
   * The address of a page of its own, such as `/console/people/us_1/machines`. The tab is marked on that page, and on
   * the pages below it that have no tab themselves.
   */
  readonly href: string;
}

/** Links to the pages about one thing. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const [path] = useLocation();
  const open = tabAt(path, tabs);
  return (
    <nav className="tabs" aria-label={label}>
      <ul>
        {tabs.map(({ title, href }) => (
          <li key={href}>
            <Link href={href} aria-current={href === path ? "page" : href === open?.href ? "true" : undefined}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Finds the tab of the page, or the nearest one above it. */
const tabAt = (path: string, tabs: readonly Tab[]): Tab | undefined =>
  tabs
    .filter(({ href }) => path === href || path.startsWith(`${href}/`))
    .toSorted((one, other) => other.href.length - one.href.length)[0];

import { Link, useLocation } from "wouter";

interface Tab {
  readonly title: string;
  /**
   * The address of a page of its own, such as `/console/people/us_1/machines`, which also says that this tab is open.
   */
  readonly href: string;
}

/** Links to the pages about one thing. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const [path] = useLocation();
  return (
    <nav className="tabs" aria-label={label}>
      <ul>
        {tabs.map(({ title, href }) => (
          <li key={href}>
            <Link href={href} aria-current={href === path ? "page" : undefined}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

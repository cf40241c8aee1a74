import { Link, useLocation } from "wouter";

interface Tab {
  readonly title: string;
  /** A page of its own, such as `/console/people/us_1/machines`: the address says which tab is open. */
  readonly href: string;
}

/** The pages about one thing. */
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

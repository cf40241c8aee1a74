import type { ReactNode } from "react";
import { Link } from "wouter";

/** A link to another page of the console that looks like the button it stands beside. */
export function LinkButton({
  href,
  kind = "near",
  children,
}: {
  href: string;
  kind?: "near" | "plain";
  children: ReactNode;
}) {
  return (
    <Link href={href} className={`button button-${kind} button-small button-link`}>
      {children}
    </Link>
  );
}

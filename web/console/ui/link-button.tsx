import type { ReactNode } from "react";
import { Link } from "wouter";

/** Links to another page of the console, in the look of a button. */
export function LinkButton({
  href,
  kind = "near",
  children,
}: {
  href: string;
  kind?: "near" | "plain" | "danger";
  children: ReactNode;
}) {
  return (
    <Link href={href} className={`button button-${kind} button-small button-link`}>
      {children}
    </Link>
  );
}

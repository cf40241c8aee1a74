import type { ReactNode } from "react";
import { Mark } from "./mark.tsx";

/** What every page stands in: whose page it is, the sheet, and the one thing that is always true. */
export function Frame({ issuer, corner, children }: { issuer: string; corner?: ReactNode; children: ReactNode }) {
  return (
    <div className="frame">
      <header className="masthead">
        <div className="masthead-name">
          <Mark />
          <strong>Nearside</strong>
          <span className="masthead-host">{issuer.replace(/^https?:\/\//, "")}</span>
        </div>
        {corner}
      </header>
      {children}
      <footer className="footnote">
        <p>This page never asks you for a code or a password, and never asks you to paste anything.</p>
      </footer>
    </div>
  );
}

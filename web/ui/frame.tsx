import type { ReactNode } from "react";
import { partTexts } from "../texts/parts.tsx";
import { Mark } from "./mark.tsx";

interface FrameProps {
  readonly issuer: string;
  readonly corner?: ReactNode;
  /** Takes the place of the sentence that is true of every page but one. */
  readonly footnote?: string;
  readonly children: ReactNode;
}

/** The frame of every page: whose page it is, the sheet, and the one sentence that is always true. */
export function Frame({ issuer, corner, footnote = partTexts.footnote, children }: FrameProps) {
  return (
    <div className="frame">
      <header className="masthead">
        <div className="masthead-name">
          <Mark />
          <strong>{partTexts.product}</strong>
          <span className="masthead-host">{issuer.replace(/^https?:\/\//, "")}</span>
        </div>
        {corner}
      </header>
      {children}
      <footer className="footnote">
        <p>{footnote}</p>
      </footer>
    </div>
  );
}

import type { ReactNode } from "react";

export function Steps({ children }: { children: ReactNode }) {
  return <ol className="steps">{children}</ol>;
}

export function Step({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <li>
      <div className="step">
        <h2>{title}</h2>
        {children}
      </div>
    </li>
  );
}

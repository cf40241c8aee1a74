import type { ReactNode } from "react";

/** Tells the person what they must know before they continue. A screen reader says an `alert` at once. */
export function Notice({ tone, title, children }: { tone: "alert" | "wait"; title: string; children?: ReactNode }) {
  return (
    <div className={`notice notice-${tone}`} role={tone === "alert" ? "alert" : "status"}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}

import type { ReactNode } from "react";

/** Something the person must know before going on. `alert` is said at once. */
export function Notice({ tone, title, children }: { tone: "alert" | "wait"; title: string; children?: ReactNode }) {
  return (
    <div className={`notice notice-${tone}`} role={tone === "alert" ? "alert" : "status"}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}

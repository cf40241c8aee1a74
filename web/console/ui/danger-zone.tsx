import type { ReactNode } from "react";

/** Sets buttons for what can't be undone apart from the others. */
export function DangerZone({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="danger-zone">
      <legend>{title}</legend>
      <div className="form-end">{children}</div>
    </fieldset>
  );
}

import { readingTexts } from "../../texts/console/frame.tsx";
/** Tells a screen reader at once that something is loading. It is seen only if that takes longer than a glance. */
export function Loading({ what }: { what: string }) {
  return (
    <p className="loading" role="status">
      {readingTexts.loading(what)}
    </p>
  );
}

/** Said at once to a screen reader; seen only where it takes longer than a glance. */
export function Loading({ what }: { what: string }) {
  return (
    <p className="loading" role="status">
      Loading {what}…
    </p>
  );
}

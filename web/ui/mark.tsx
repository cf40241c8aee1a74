/** Draws the mark, which is also the extension's icon: a bridge between two sides on the same ground. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <MarkShape />
    </svg>
  );
}

/** Draws the mark's shapes, 24 by 24, for a picture that contains it. */
export function MarkShape() {
  return (
    <>
      <rect className="mark-ground" width="24" height="24" rx="6" />
      <path className="mark-bridge" d="M7 16.5v-4.25a5 5 0 0 1 10 0v4.25" />
      <circle className="mark-foot" cx="7" cy="16.75" r="2.25" />
      <circle className="mark-foot" cx="17" cy="16.75" r="2.25" />
    </>
  );
}

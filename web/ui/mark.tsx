/** The mark: an n that is a bridge between two points on the same ground. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <rect className="mark-ground" x="0" y="0" width="24" height="24" rx="6" />
      <path className="mark-bridge" d="M7 16.5v-4.25a5 5 0 0 1 10 0v4.25" />
      <circle className="mark-foot" cx="7" cy="16.75" r="2" />
      <circle className="mark-foot" cx="17" cy="16.75" r="2" />
    </svg>
  );
}

const paths = {
  check: "M3 8.5l3.2 3.2L13 5",
  quote: "M2.5 3h11v8h-6L4.5 13.5V11h-2z",
  question: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M8 12.6v.1",
  alert: "M8 3v6.2M8 12.4v.1",
} as const;

/** Shows a small sign beside a word that says the same. */
export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

const badges = {
  check: "M-7 .5l4.5 4.5L7-4.5",
  cross: "M-5-5l10 10M5-5l-10 10",
  alert: "M0-7V2M0 6.6v.1",
  question: "M-4-3.6a4 4 0 1 1 5.9 3.5C.4.8 0 1.6 0 3M0 7.3v.1",
  clock: "M0-6V0l4 3",
  touch: "M-6.5 3c-.6-6 2-9.4 6.5-9.4S6.9-3 6.6 2.6M-3.6 6.4C-4.4 1-3.4-3 0-3s3.9 3.4 3 9.2M0 .5c.3 3-.1 5-.7 7",
  key: "M-.6-.6a3.6 3.6 0 1 0-2 4.2 3.6 3.6 0 0 0 2-4.2zL6.5-6.5M3.6-3.6l2.4 2.4",
  puzzle: "M-7-3h4c-1.6-4 5.2-4 3.6 0H5v4.2c4-1.6 4 5 0 3.5V8H-7z",
  person: "M0-.8a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6zM-6 7c.5-3.6 2.8-5.3 6-5.3S5.5 3.4 6 7",
  compare: "M-7-3.5h6.5M-7 0h6.5M-7 3.5h6.5M2.5-3.5H7M2.5 0H7M2.5 3.5H7",
} as const;

interface SceneProps {
  /** Says whether terminal and browser are drawn on the same ground. */
  readonly ground: "shared" | "apart";
  readonly link: "travelling" | "joined" | "open";
  readonly tone: "near" | "alert" | "wait";
  readonly badge?: keyof typeof badges;
  readonly faint?: "terminal" | "browser";
}

/** Draws the situation. The picture says nothing that the heading does not say in words. */
export function Scene({ ground, link, tone, badge, faint }: SceneProps) {
  return (
    <svg className={`scene scene-${tone}`} viewBox="0 0 240 104" aria-hidden="true" focusable="false">
      <path className="scene-ground" d={ground === "shared" ? "M4 92H236" : "M4 92H92M148 92H236"} />
      <path className={link === "joined" ? "scene-joined" : "scene-link"} d="M84 54H156" />
      <g className={faint === "terminal" ? "scene-faint" : undefined}>
        <rect className="scene-window" x="8" y="22" width="76" height="58" rx="7" />
        <path d="M22 44l8 7-8 7M36 60h12" />
      </g>
      <g className={faint === "browser" ? "scene-faint" : undefined}>
        <rect className="scene-window" x="156" y="22" width="76" height="58" rx="7" />
        <path d="M156 38h76M165 30h.1M173 30h.1M169 52h40M169 63h24" />
      </g>
      {link === "travelling" ? <circle className="scene-traveller" cx="120" cy="54" r="5" /> : null}
      {badge === undefined ? null : (
        <g className="scene-badge" transform="translate(120 54)">
          <circle r="18" />
          <path d={badges[badge]} />
        </g>
      )}
    </svg>
  );
}

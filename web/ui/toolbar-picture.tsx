import { partTexts } from "../texts/parts.tsx";
import { MarkShape } from "./mark.tsx";

/** Draws where the puzzle piece, the pin and the icon are, as the words beside it say. */
export function ToolbarPicture({ show }: { show: "pin" | "icon" }) {
  return (
    <svg
      className="toolbar-picture"
      viewBox={show === "pin" ? "0 0 400 124" : "0 0 400 56"}
      aria-hidden="true"
      focusable="false"
    >
      {/* the address */}
      <rect className="toolbar-sheet" x="16" y="14" width="236" height="28" rx="14" />
      <path d="M32 28h120" opacity="0.45" />
      {show === "icon" ? (
        <>
          <rect className="toolbar-here" x="264" y="10" width="36" height="36" rx="9" />
          <NearsideIcon x={270} y={16} />
          <Puzzle x={320} y={16} />
        </>
      ) : (
        <>
          <rect className="toolbar-here" x="314" y="10" width="36" height="36" rx="9" />
          <Puzzle x={320} y={16} here />
          {/* the list that it opens */}
          <rect className="toolbar-sheet" x="172" y="56" width="212" height="56" rx="10" />
          <NearsideIcon x={186} y={72} />
          <text className="toolbar-text" x="220" y="89">
            {partTexts.product}
          </text>
          <rect className="toolbar-here" x="336" y="66" width="36" height="36" rx="9" />
          <path className="toolbar-near" d="M349 76h10M350.5 76l.8 7-3.3 4h12l-3.3-4 .8-7M354 87v6" />
        </>
      )}
      <path d="M372 20v.1M372 28v.1M372 36v.1" strokeWidth="3" />
    </svg>
  );
}

function Puzzle({ x, y, here = false }: { x: number; y: number; here?: boolean }) {
  return (
    <path
      className={here ? "toolbar-near" : undefined}
      transform={`translate(${x} ${y})`}
      d="M4 8h5.200a3 3 0 1 1 5.6 0H20v5.200a3 3 0 1 1 0 5.600V22H4z"
    />
  );
}

function NearsideIcon({ x, y }: { x: number; y: number }) {
  return (
    <g transform={`translate(${x} ${y})`} stroke="none">
      <MarkShape />
    </g>
  );
}

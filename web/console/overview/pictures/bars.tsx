import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { overviewTexts as texts } from "../../../texts/console/overview.tsx";
import type { PictureData } from "./picture-data.ts";

/** Draws the bars of a picture. Each leads to the list of what it counts. The library that draws is loaded with the first picture. */
export function Bars({ data, onFailed }: { data: PictureData; onFailed: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [, navigate] = useLocation();
  // the newest of each, so that the picture is drawn again for other numbers alone
  const act = useRef({ navigate, onFailed });
  useEffect(() => {
    act.current = { navigate, onFailed };
  });
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    let end: (() => void) | undefined;
    let isLeft = false;
    import("./draw-bars.ts")
      .then(({ drawBars }) => {
        if (!isLeft) end = drawBars(element, data, (href) => act.current.navigate(href));
      })
      .catch(() => act.current.onFailed());
    return () => {
      isLeft = true;
      end?.();
    };
  }, [data]);
  return (
    <div className={`picture-bars${data.isByDay ? " picture-days" : data.rows.length > 6 ? " picture-many" : ""}`}>
      <canvas ref={canvas} role="img" aria-label={texts.figures.picture(data.title)} />
    </div>
  );
}

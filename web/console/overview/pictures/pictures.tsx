import { FIGURE_DAYS, type FigureDays, type Figures, overviewApi } from "@nearside/shared/api/console/overview.ts";
import { useId, useMemo, useState } from "react";
import { Link, useSearch } from "wouter";
import { overviewTexts as texts } from "../../../texts/console/overview.tsx";
import { useConsole } from "../../console-context.ts";
import { useRead } from "../../data/use-read.ts";
import { zoneText } from "../../ui/moment.tsx";
import { Reading } from "../../ui/reading.tsx";
import { midnightsOf } from "./days.ts";
import { Picture } from "./picture.tsx";
import { picturesOfNow, picturesOfPeriod } from "./picture-data.ts";

const USUAL_DAYS: FigureDays = 30;
/** They count much, so they are not read again as often as what needs attention. */
const EVERY_SECONDS = 300;

/** GET /api/console/overview/figures. Shows what has happened in the last days, and how it is now. */
export function Pictures() {
  const { clock } = useConsole();
  const asked = new URLSearchParams(useSearch()).get("days");
  const days = FIGURE_DAYS.find((one) => String(one) === asked) ?? USUAL_DAYS;
  const [now] = useState(() => clock.now());
  const midnights = useMemo(() => midnightsOf(now, days), [now, days]);
  const reading = useRead(overviewApi.figures, {
    query: { midnights: midnights.join(",") },
    everySeconds: EVERY_SECONDS,
  });
  const id = useId();
  return (
    <section className="pictures" aria-labelledby={id}>
      <header className="pictures-head">
        <h2 id={id}>{texts.figures.title}</h2>
        <nav aria-label={texts.figures.choice}>
          <ul>
            {FIGURE_DAYS.map((one) => (
              <li key={one}>
                <Link href={`/console?days=${one}`} aria-current={one === days ? "true" : undefined}>
                  {texts.figures.days(one)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <Reading reading={reading} what={texts.figures.reading}>
        {(figures) => <Drawn figures={figures} midnights={midnights} />}
      </Reading>
    </section>
  );
}

function Drawn({ figures, midnights }: { figures: Figures; midnights: readonly number[] }) {
  const ofPeriod = useMemo(() => picturesOfPeriod(figures, midnights), [figures, midnights]);
  const ofNow = useMemo(() => picturesOfNow(figures), [figures]);
  return (
    <>
      <div className="pictures-grid">
        {ofPeriod.map((data) => (
          <Picture key={data.id} data={data} />
        ))}
      </div>
      <p className="pictures-note">{texts.figures.zone(zoneText())}</p>
      <h2>{texts.figures.now}</h2>
      <div className="pictures-grid">
        {ofNow.map((data) => (
          <Picture key={data.id} data={data} />
        ))}
      </div>
    </>
  );
}

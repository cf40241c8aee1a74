import { overviewApi } from "@nearside/shared/api/console/overview.ts";
import { ROLE_NAMES } from "@nearside/shared/roles.ts";
import { overviewTexts as texts } from "../../texts/console/overview.tsx";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import { useMay, useSession } from "../session/use-session.ts";
import { Reading } from "../ui/reading.tsx";
import { AttentionPanel } from "./attention-panel.tsx";
import { DifferingSettings } from "./differing-settings.tsx";
import { FirstDayPanel } from "./first-day-panel.tsx";
import { Pictures } from "./pictures/pictures.tsx";

const EVERY_SECONDS = 60;

/** GET /api/console/overview. Shows what needs attention, then what is left to set up, then what has happened. */
export function OverviewPage() {
  const { role } = useSession().user;
  const may = useMay();
  const reading = useRead(overviewApi.state, { everySeconds: EVERY_SECONDS });
  return (
    <Page title={texts.title} lead={texts.lead(ROLE_NAMES[role])}>
      <DifferingSettings />
      <Reading reading={reading} what={texts.reading}>
        {({ attention, first_day }) => (
          <>
            <AttentionPanel attention={attention} />
            <FirstDayPanel steps={first_day} />
          </>
        )}
      </Reading>
      {may("log.read") ? <Pictures /> : null}
    </Page>
  );
}

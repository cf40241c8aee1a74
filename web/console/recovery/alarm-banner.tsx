import { breakGlassApi } from "@nearside/shared/api/console/break-glass.ts";
import { Link } from "wouter";
import { breakGlassTexts as texts } from "../../texts/console/break-glass.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { useMay } from "../session/use-session.ts";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";

/** Warns on every page that a break-glass code was used, until an owner has written down what happened. */
export function AlarmBanner() {
  return useMay()("log.read") ? <Unreviewed /> : null;
}

function Unreviewed() {
  const { data } = useRead(breakGlassApi.unreviewed, { everySeconds: 60 });
  if (data === undefined || data.uses.length === 0) return null;
  return (
    <Notice tone="alert" title={texts.alarm.title(data.uses.length)}>
      <ul>
        {data.uses.map((use) => (
          <li key={use.id}>
            {texts.alarm.use(
              <Named text={use.user.display_name} />,
              <Named text={use.user.name} />,
              <Moment at={use.at} />,
              <Exact text={use.address} />,
            )}
          </li>
        ))}
      </ul>
      <p>
        {texts.alarm.says((text) => (
          <Link href="/console/recovery/break-glass">{text}</Link>
        ))}
      </p>
    </Notice>
  );
}

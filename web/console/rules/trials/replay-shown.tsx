import { REPLAY_CHANGES, type ReplayAnswer, ruleTrialsApi } from "@nearside/shared/api/console/rule-trials.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { numberText } from "@nearside/shared/text/amounts.ts";
import { useEffect, useEffectEvent } from "react";
import { trialTexts } from "../../../texts/console/rule-trials.tsx";
import { Button } from "../../../ui/button.tsx";
import { ConfirmChange } from "../../change/confirm-change.tsx";
import { useChange } from "../../change/use-change.ts";
import { useRead } from "../../data/use-read.ts";
import { useReadAgain } from "../../data/use-read-again.ts";
import { Detail, Details } from "../../ui/details.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Reading } from "../../ui/reading.tsx";
import { ReplayCases } from "./replay-cases.tsx";
import { ReplayCounts } from "./replay-counts.tsx";
import { tookWords, versionWords } from "./replay-words.ts";

const texts = trialTexts.replay;

interface ReplayShownProps {
  readonly id: string;
  /** Names the rules that were replayed, if the page knows them. */
  readonly replayed?: string | undefined;
  readonly onEnded?: (replay: ReplayAnswer) => void;
}

/** Shows a replay from its first login to its result. */
export function ReplayShown({ id, replayed, onEnded }: ReplayShownProps) {
  const reading = useRead(at(ruleTrialsApi.replay, id));
  const { data } = reading;
  useReadAgain(reading, data?.state === "running" ? 1 : undefined);
  const ended = useEffectEvent((replay: ReplayAnswer) => onEnded?.(replay));
  useEffect(() => {
    if (data !== undefined && data.state !== "running") ended(data);
  }, [data]);
  return (
    <Reading reading={reading} what={texts.what}>
      {(replay) => (
        <>
          <Panel title={texts.result}>
            {replayed === undefined ? null : (
              <Details>
                <Detail name={texts.replayed.name}>{replayed}</Detail>
              </Details>
            )}
            <Progress replay={replay} id={id} />
            {replay.done === 0 ? null : <Changed replay={replay} />}
            {replay.unread === 0 ? null : <p>{texts.unread(replay.unread)}</p>}
          </Panel>
          <ReplayCounts by="person" counts={replay.by_person} />
          <ReplayCounts by="rule" counts={replay.by_rule} />
          <ReplayCases cases={replay.cases} />
        </>
      )}
    </Reading>
  );
}

function Progress({ replay: { state, against, done, total, took }, id }: { replay: ReplayAnswer; id: string }) {
  const stop = useChange({ stale: [ruleTrialsApi.replay] });
  switch (state) {
    case "running":
      return (
        <div className="replay-progress">
          <progress max={Math.max(total, 1)} value={done} aria-label={texts.progressLabel} />
          <p>{texts.progress({ done, total, took: tookWords(took) })}</p>
          <Button
            kind="plain"
            small
            onPress={() => stop.begin({ to: at(ruleTrialsApi.stopReplay, id), change: {} }, true)}
          >
            {texts.stop}
          </Button>
          <ConfirmChange change={stop} {...texts.confirmStop} />
        </div>
      );
    case "done":
      return <p role="status">{texts.done({ total, took: tookWords(took), against: versionWords(against) })}</p>;
    case "stopped":
      return (
        <Notice tone="wait" title={texts.stopped({ done, total })}>
          <p>{texts.stoppedSays}</p>
        </Notice>
      );
    case "failed":
      return (
        <Notice tone="alert" title={texts.failed}>
          <p>{texts.failedSays({ done, total })}</p>
        </Notice>
      );
  }
}

function Changed({ replay: { changed, unchanged } }: { replay: ReplayAnswer }) {
  return (
    <dl className="replay-changes">
      {REPLAY_CHANGES.map((change) => (
        <div key={change} className={changed[change] === 0 ? undefined : `replay-${texts.changes[change].tone}`}>
          <dt>{texts.changes[change].title}</dt>
          <dd>{numberText(changed[change])}</dd>
        </div>
      ))}
      <div>
        <dt>{texts.unchanged}</dt>
        <dd>{numberText(unchanged)}</dd>
      </div>
    </dl>
  );
}

import { type ReplayAnswer, ruleTrialsApi } from "@nearside/shared/api/console/rule-trials.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useEffect, useEffectEvent } from "react";
import { Button } from "../../../ui/button.tsx";
import { ConfirmChange } from "../../change/confirm-change.tsx";
import { useChange } from "../../change/use-change.ts";
import { useRead } from "../../data/use-read.ts";
import { useReadAgain } from "../../data/use-read-again.ts";
import { countOf } from "../../ui/count-of.ts";
import { Notice } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Reading } from "../../ui/reading.tsx";
import { ReplayCases } from "./replay-cases.tsx";
import { ReplayCounts } from "./replay-counts.tsx";
import { CHANGE_WORDS, tookWords, versionWords } from "./replay-words.ts";

const changes = () => Object.keys(CHANGE_WORDS) as (keyof typeof CHANGE_WORDS)[];

/** Shows a replay from its first login to its result. */
export function ReplayShown({ id, onEnded }: { id: string; onEnded?: (replay: ReplayAnswer) => void }) {
  const reading = useRead(at(ruleTrialsApi.replay, id));
  const { data } = reading;
  useReadAgain(reading, data?.state === "running" ? 1 : undefined);
  const ended = useEffectEvent((replay: ReplayAnswer) => onEnded?.(replay));
  useEffect(() => {
    if (data !== undefined && data.state !== "running") ended(data);
  }, [data]);
  return (
    <Reading reading={reading} what="the replay">
      {(replay) => (
        <>
          <Panel title="What it would change">
            <Progress replay={replay} id={id} />
            {replay.done === 0 ? null : <Changed replay={replay} />}
            {replay.unread === 0 ? null : (
              <p>{countOf(replay.unread, "login is", "logins are")} left out: kept by another version of the server.</p>
            )}
          </Panel>
          <ReplayCounts title="By person" what="person" counts={replay.by_person} />
          <ReplayCounts title="By rule" what="rule" counts={replay.by_rule} />
          <ReplayCases cases={replay.cases} />
        </>
      )}
    </Reading>
  );
}

function Progress({ replay: { state, against, done, total, took }, id }: { replay: ReplayAnswer; id: string }) {
  const stop = useChange({ stale: [ruleTrialsApi.replay] });
  const of = countOf(total, "login");
  const so = `${done.toLocaleString("en")} of ${of}`;
  switch (state) {
    case "running":
      return (
        <div className="replay-progress">
          <progress max={Math.max(total, 1)} value={done} aria-label="Logins replayed" />
          <p>
            {so}, {tookWords(took)}
          </p>
          <Button
            kind="plain"
            small
            onPress={() => stop.begin({ to: at(ruleTrialsApi.stopReplay, id), change: {} }, true)}
          >
            Stop
          </Button>
          <ConfirmChange change={stop} title="Stop the replay?" verb="Stop" />
        </div>
      );
    case "done":
      return (
        <p role="status">
          {of} replayed in {tookWords(took)}, compared with {versionWords(against)}.
        </p>
      );
    case "stopped":
      return (
        <Notice tone="wait" title={`Stopped after ${so}`}>
          <p>What stands below is of those alone.</p>
        </Notice>
      );
    case "failed":
      return (
        <Notice tone="alert" title="The replay failed">
          <p>It came to {so}. Nothing was changed. Begin another one; if it fails twice, look at the server's log.</p>
        </Notice>
      );
  }
}

function Changed({ replay: { changed, unchanged } }: { replay: ReplayAnswer }) {
  return (
    <dl className="replay-changes">
      {changes().map((change) => (
        <div key={change} className={changed[change] === 0 ? undefined : `replay-${CHANGE_WORDS[change].tone}`}>
          <dt>{CHANGE_WORDS[change].title}</dt>
          <dd>{changed[change].toLocaleString("en")}</dd>
        </div>
      ))}
      <div>
        <dt>As it was</dt>
        <dd>{unchanged.toLocaleString("en")}</dd>
      </div>
    </dl>
  );
}

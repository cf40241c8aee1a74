import { approvalsApi } from "@nearside/shared/api/console/approvals.ts";
import type { ReviewWish } from "@nearside/shared/api/page-messages.ts";
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { createMachine } from "../../machine.ts";
import { approvalsTexts } from "../../texts/console/approvals.tsx";
import { useToast } from "../change/toast.ts";
import { useConsole } from "../console-context.ts";
import { useMakeStale } from "../data/use-stale.ts";
import { answerEffect } from "./answer-effects.ts";
import { reduceAnswer } from "./answer-reducer.ts";
import { type AnswerEvent, type AnswerState, UNANSWERED } from "./answer-state.ts";

export const APPROVALS_STALE = [approvalsApi.list] as const;

export interface Answering {
  readonly state: AnswerState;
  press(wish: ReviewWish): void;
  touchAgain(): void;
  stop(): void;
}

/** Holds the signed-in person's answer to one request on its way through extension, touch and server. */
export function useAnswer(id: string): Answering {
  const { http, extension, askPasskey } = useConsole();
  const makeStale = useMakeStale();
  const toast = useToast();
  const [machine] = useState(() =>
    createMachine<AnswerState, AnswerEvent>({
      initial: UNANSWERED,
      reduce: reduceAnswer,
      effect: (state, signal) => answerEffect(state, { id, http, extension, askPasskey }, signal),
    }),
  );
  const state = useSyncExternalStore(machine.subscribe, machine.state);
  const settled = useEffectEvent((now: AnswerState) => {
    if (now.at === "done") toast({ says: approvalsTexts.answer.done[now.did] }, APPROVALS_STALE);
    // Others may have decided meanwhile, so the page is read again.
    if (now.at === "done" || (now.at === "idle" && now.problem !== undefined)) makeStale(APPROVALS_STALE);
  });
  useEffect(() => settled(state), [state]);
  return {
    state,
    press: (wish) => machine.send({ type: "press", wish }),
    touchAgain: () => machine.send({ type: "touch_again" }),
    stop: () => machine.send({ type: "stop" }),
  };
}

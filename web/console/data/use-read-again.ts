import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { useConsole } from "../console-context.ts";

/** An open page that nobody sits at asks for nothing more: it would keep the session from ending. Milliseconds. */
const ALONE_MILLISECONDS = 5 * 60_000;

/** Whether it is time to read anew what changes by itself. All in milliseconds. */
export const isDue = (now: number, readAt: number, every: number, lastActAt: number): boolean =>
  now - readAt >= every && now - lastActAt < ALONE_MILLISECONDS;

/** Reads it anew so often, as long as the page is in front and somebody does something on it now and then. */
export function useReadAgain(reading: UseQueryResult<unknown>, everySeconds: number | undefined): void {
  const { clock, lastAct } = useConsole();
  const look = useEffectEvent((every: number) => {
    const readAt = Math.max(reading.dataUpdatedAt, reading.errorUpdatedAt);
    if (document.visibilityState !== "visible" || reading.isFetching) return;
    if (isDue(clock.now(), readAt, every, lastAct.at)) void reading.refetch();
  });
  useEffect(() => {
    if (everySeconds === undefined) return;
    return clock.everySecond(() => look(everySeconds * 1000));
  }, [clock, everySeconds]);
}

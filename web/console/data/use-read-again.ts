import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { useConsole } from "../console-context.ts";

/**
 * Milliseconds after the person's last act for which an open page still reads again. A page that its person has left
 * must not keep the session from ending.
 */
const ALONE_MILLISECONDS = 5 * 60_000;

/** Tells whether it is time to read something again that changes by itself. All in milliseconds. */
export const isDue = (now: number, readAt: number, every: number, lastActAt: number): boolean =>
  now - readAt >= every && now - lastActAt < ALONE_MILLISECONDS;

/**
 * Reads something again at that interval, while the page is in front and its person does something on it now and then.
 */
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

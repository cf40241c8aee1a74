import { useEffect, useRef, useState } from "react";
import type { Clock } from "../clock.ts";

/**
 * Milliseconds before a new button can be pressed. A double click takes less: its second half must not land on a button
 * that was not there for its first.
 */
const SETTLE_MILLISECONDS = 600;

/**
 * Tells whether the view has been in front of the person for long enough to be acted on (threat B6, popup-under). The
 * time starts from zero whenever the page comes to the front. `isSettled` reads the very moment of the click.
 */
export function useSettled(clock: Clock): { readonly settled: boolean; isSettled(): boolean } {
  const [settled, setSettled] = useState(false);
  const inFrontSince = useRef<number | undefined>(undefined);

  useEffect(() => {
    let cancel = (): void => undefined;
    const startAgain = () => {
      cancel();
      setSettled(false);
      inFrontSince.current = undefined;
      if (document.visibilityState !== "visible") return;
      inFrontSince.current = clock.now();
      cancel = clock.after(SETTLE_MILLISECONDS, () => setSettled(true));
    };
    startAgain();
    document.addEventListener("visibilitychange", startAgain);
    window.addEventListener("focus", startAgain);
    return () => {
      cancel();
      document.removeEventListener("visibilitychange", startAgain);
      window.removeEventListener("focus", startAgain);
    };
  }, [clock]);

  const isSettled = () =>
    inFrontSince.current !== undefined && clock.now() - inFrontSince.current >= SETTLE_MILLISECONDS;
  return { settled, isSettled };
}

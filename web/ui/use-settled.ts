import { useEffect, useRef, useState } from "react";
import type { Clock } from "../clock.ts";

/** A double click takes less: its second half must not land on a button that was not there for its first. Milliseconds. */
const SETTLE_MILLISECONDS = 600;

/**
 * Whether the view has stood in front of the person for long enough to be acted on (threat B6, popup-under).
 * It starts anew whenever the page comes to the front. `isSettled` reads the very moment of the click.
 */
export function useSettled(clock: Clock): { readonly settled: boolean; isSettled(): boolean } {
  const [settled, setSettled] = useState(false);
  const inFrontSince = useRef<number | undefined>(undefined);

  useEffect(() => {
    let cancel = (): void => undefined;
    const startAnew = () => {
      cancel();
      setSettled(false);
      inFrontSince.current = undefined;
      if (document.visibilityState !== "visible") return;
      inFrontSince.current = clock.now();
      cancel = clock.after(SETTLE_MILLISECONDS, () => setSettled(true));
    };
    startAnew();
    document.addEventListener("visibilitychange", startAnew);
    window.addEventListener("focus", startAnew);
    return () => {
      cancel();
      document.removeEventListener("visibilitychange", startAnew);
      window.removeEventListener("focus", startAnew);
    };
  }, [clock]);

  const isSettled = () =>
    inFrontSince.current !== undefined && clock.now() - inFrontSince.current >= SETTLE_MILLISECONDS;
  return { settled, isSettled };
}

import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { collectContext } from "../context/collect-context.ts";
import type { PeerRefusalCode } from "../listener/verify-peer.ts";
import { wordsOf } from "../login/browser-words.ts";
import { login } from "../login/login.ts";
import type { LoginDisplay } from "../login/login-display.ts";
import { Problem, problemOf } from "../problems/problem.ts";
import { connect } from "../server/connection.ts";
import { DEFAULT_CLIENT } from "../server/request-authorization.ts";
import type { Chosen } from "../settings/choose.ts";
import { texts } from "../texts/doctor/network.ts";
import { untilAborted } from "../waiting.ts";
import type { World } from "../world/world.ts";
import { bad, type Finding, good } from "./finding.ts";

const ABOUT = "browser";
const MET = texts.browser.met;
/** A person opens a page and looks at it. A browser that has not met by then will not. Milliseconds. */
export const TRIED_FOR = 45_000;

/** Shows the person the page while the browser is tried. */
export interface Trying {
  /** Opens the page in the browser that is to be tried. @param browser as `Chosen.defaults` has it */
  open(url: string, browser: string | undefined): void;
}

/**
 * Tries whether a browser of this machine meets this command line. A login is begun as any other, and given up as
 * soon as the handshake of protocol §4.3 has succeeded. It asks for no passkey and leads to no token, and its page
 * says that it was a test.
 *
 * @param withoutPort true to try the way through the keeper alone
 */
export async function checkBrowser(
  world: World,
  { machine, defaults }: Pick<Chosen, "machine" | "defaults">,
  trying: Trying,
  withoutPort = false,
): Promise<Finding[]> {
  const done = new AbortController();
  const late = AbortSignal.timeout(TRIED_FOR);
  const stop = AbortSignal.any([world.stop, done.signal, late]);
  const sleep = (duration: number): Promise<void> => Promise.race([world.sleep(duration), untilAborted(stop)]);
  const connection = connect(machine.issuer, { ...world, sleep, stop });
  const seen: Seen = { isMet: false, refused: [], trouble: undefined };
  const from = {
    context: () => collectContext(world.surroundings),
    peerOf: world.peerOf,
    doorway: world.doorway(),
    isTest: true,
    withoutPort,
  };
  const display = watching(seen, done, (url) => trying.open(url, defaults.browser));
  // An earlier approval may do for this login too. It is a test all the same, and its token is given back.
  const giveBack = async (): Promise<never> => {
    seen.isMet = true;
    throw new Problem("interrupted");
  };
  try {
    await login(connection, machine, PARAMETERS, from, display, giveBack);
    return [good(ABOUT, MET)];
  } catch (error) {
    world.stop.throwIfAborted();
    return [findingOf(seen, machine.issuer, late.aborted, error)];
  } finally {
    connection.http.close();
  }
}

const PARAMETERS = { clientId: DEFAULT_CLIENT, scope: "", resource: [], authorizationDetails: undefined };

/** The course of the try. */
interface Seen {
  isMet: boolean;
  readonly refused: PeerRefusalCode[];
  trouble: BrowserTrouble | undefined;
}

/** Ends the try at the first browser that met, or says that it did not. */
function watching(seen: Seen, done: AbortController, open: (url: string) => void): LoginDisplay {
  return {
    approvalNeeded: open,
    peerRefused: (code) => seen.refused.push(code),
    met: () => {
      seen.isMet = true;
      done.abort(new Problem("interrupted"));
    },
    trouble: (code) => {
      seen.trouble ??= code;
      done.abort(new Problem("interrupted"));
    },
  };
}

function findingOf({ isMet, refused, trouble }: Seen, issuer: string, isLate: boolean, error: unknown): Finding {
  if (isMet) return good(ABOUT, MET);
  const [code] = refused;
  if (code !== undefined) return bad(ABOUT, sentenceOf(code), texts.browser.ownAccount);
  if (trouble !== undefined) {
    const { says, cure } = wordsOf(trouble, issuer);
    return bad(ABOUT, texts.browser.says({ says }), cure);
  }
  return isLate ? notMet() : bad(ABOUT, texts.browser.noLogin, problemOf(error).message);
}

/** No page told what was in its way: it was not opened, or could not speak. */
function notMet(): Finding {
  const says = texts.browser.notMet;
  const cures = [texts.browser.didOpen, texts.browser.isEmpty, texts.browser.saysElse];
  return bad(ABOUT, says, cures.join("\n"));
}

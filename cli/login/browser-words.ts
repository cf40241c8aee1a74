import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import type { Wanted } from "@nearside/shared/api/login-requests.ts";
import { rulesInWords } from "../problems/problem.ts";
import { texts } from "../texts/login.ts";

/** A browser's own reason for which it did not meet (protocol §4.4). It is hearsay, and is always told as that. */
interface BrowserTroubleWords {
  /** The rest of "A browser that opened this page says: …". */
  readonly says: string;
  readonly cure: string;
}

export function wordsOf(code: BrowserTrouble, issuer: string): BrowserTroubleWords {
  switch (code) {
    case "extension_missing":
      return {
        says: texts.browser.extensionMissing,
        cure: texts.browser.installIt,
      };
    case "not_enrolled":
      return {
        says: texts.browser.notEnrolled,
        cure: texts.browser.addIt({ issuer }),
      };
    case "bound_set_pending":
      return {
        says: texts.browser.pending,
        cure: texts.browser.readWords,
      };
    case "started_elsewhere":
      return {
        says: texts.browser.otherMachine,
        cure: texts.browser.ownBrowser({ issuer }),
      };
    case "permission_missing":
      return {
        says: texts.browser.permission,
        cure: texts.browser.allowAgain,
      };
    case "unreachable":
      return {
        says: texts.browser.unreachable,
        cure: texts.browser.directWay,
      };
    case "issuer_not_allowed":
      return {
        says: texts.browser.notAllowed,
        cure: texts.browser.allowServer,
      };
    case "settings_unreadable":
      return {
        says: texts.browser.unreadable,
        cure: texts.browser.tryLater,
      };
  }
}

/** The words for what the person is to type in the browser, and for the rule that wants it. */
interface WantedWords {
  readonly message: string;
  /** The countdown's words for what it waits for. */
  readonly waiting: string;
}

export function wordsOfWanted(wanted: Wanted): WantedWords {
  const because = rulesInWords(wanted.rules);
  if (wanted.what === "justification")
    return {
      message: texts.browser.reasonFirst({ because }).trimEnd(),
      waiting: texts.browser.typeReason,
    };
  return {
    message: texts.browser
      .ticketFirst({ examples: wanted.prefixes.map((prefix) => `${prefix}-1234`), because })
      .trimEnd(),
    waiting: texts.browser.typeTicket,
  };
}

import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import type { Wanted } from "@nearside/shared/api/login-requests.ts";
import { rulesInWords } from "../problems/problem.ts";

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
        says: "the Nearside extension is not on the page. It is not installed there, switched off, or kept from this site.",
        cure: "Install it or switch it on, then click its icon on the page; or open the page in the browser that you enrolled.",
      };
    case "not_enrolled":
      return {
        says: "its extension is not enrolled with this server.",
        cure: `Add that browser with \`nearside enroll --browser ${issuer}\`, or open the page in the browser that you enrolled.`,
      };
    case "bound_set_pending":
      return {
        says: "its enrolment still waits for your administrator.",
        cure: "Read the six words to your administrator, who types them in; then press Try again on the page.",
      };
    case "started_elsewhere":
      return {
        says: "its extension is enrolled with another machine, so it can't approve a login of this one.",
        cure: `Open the page in a browser of this machine. If it is one, add it with \`nearside enroll --browser ${issuer}\`: WSL and containers are machines of their own.`,
      };
    case "permission_missing":
      return {
        says: "its extension lost the permission to reach this command line.",
        cure: "Click the Nearside icon on that page and allow it again; the page then goes on by itself.",
      };
    case "unreachable":
      return {
        says: "its extension got no answer from this command line at 127.0.0.1.",
        cure: "Let that browser reach 127.0.0.1 directly: no proxy or VPN, no security program and no company setting in between. Then press Try again on the page.",
      };
    case "issuer_not_allowed":
      return {
        says: "your organisation's settings for it do not allow this server.",
        cure: "Ask your administrator to allow this server there, or use a browser in which it is allowed.",
      };
    case "settings_unreadable":
      return {
        says: "it could not read your organisation's settings for Nearside.",
        cure: "Press Try again on the page in a few seconds; if it stays so, tell your administrator.",
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
      message: `Your browser asks for a reason first. ${because}`.trimEnd(),
      waiting: "Type your reason in the browser",
    };
  const like = wanted.prefixes.map((prefix) => `${prefix}-1234`).join(" or ");
  return {
    message: `Your browser asks for the number of a ticket first, such as ${like}. ${because}`.trimEnd(),
    waiting: "Type the ticket's number in the browser",
  };
}

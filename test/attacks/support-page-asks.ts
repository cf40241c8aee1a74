// A script in a page can ask the extension, and ask the server as that page.
import type { Answer } from "@nearside/shared/api/page-messages.ts";
import type { Page } from "playwright-core";

/** For an answer that has to come: a machine that is busy, whose extension may have to be woken first, takes its time. */
const ANSWERED_WITHIN_MS = 30_000;
/** This is the wait for an answer that must not come: if there is one, it takes some milliseconds. */
const SILENT_FOR_MS = 1000;

/** Asks the extension as that page. @param ask anything at all @returns its answer, "silence" if no party answered */
export const askExtension = (page: Page, ask: unknown): Promise<Answer | "silence"> =>
  answerWithin(page, ask, ANSWERED_WITHIN_MS);

/** Asks what no party should answer: "silence" is soon believed. */
export const askInVain = (page: Page, ask: unknown): Promise<Answer | "silence"> =>
  answerWithin(page, ask, SILENT_FOR_MS);

function answerWithin(page: Page, ask: unknown, milliseconds: number): Promise<Answer | "silence"> {
  return page.evaluate(
    ([question, silence]) =>
      new Promise<Answer | "silence">((resolve) => {
        const id = crypto.randomUUID();
        const timer = setTimeout(() => resolve("silence"), silence);
        addEventListener("message", ({ data }) => {
          if (data?.nearside !== 1 || data.id !== id || data.answer === undefined) return;
          clearTimeout(timer);
          resolve(data.answer);
        });
        postMessage({ nearside: 1, id, ask: question }, location.origin);
      }),
    [ask, milliseconds] as const,
  );
}

/** Asks the server as that page. @returns status and code of a refusal, else the body */
export function askServer(page: Page, path: string, body: unknown = {}): Promise<string> {
  return page.evaluate(
    async ([to, sent]) => {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(to, { method: "POST", headers, body: sent });
      const body = await answer.text();
      return answer.ok ? body : `${answer.status} ${JSON.parse(body).error}`;
    },
    [path, JSON.stringify(body)] as const,
  );
}

/** Tells whether the extension's bridge has made itself known there. */
export const isBridged = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.dataset["nearside"] !== undefined);

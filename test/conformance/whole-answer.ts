import type { Client } from "../steps/stage.ts";

/** All of an answer, where its code alone does not say whether it is as it should be. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A redirect is not followed. @param form of a POST; left out, it is a GET */
export async function askWhole(
  { issuer }: Pick<Client, "issuer">,
  path: string,
  form?: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<WholeAnswer> {
  const init = form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) };
  const response = await fetch(issuer + path, { ...init, headers, redirect: "manual" });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

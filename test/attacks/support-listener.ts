// Messages that everybody who has the link of a login or an enrolment can bring to its command line's listener (protocol §4.2).

import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import { HELLO_PATH } from "@nearside/shared/api/loopback.ts";
import type { Loopback } from "@nearside/shared/claims.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { openEnrolmentIn } from "../kit/enrolment-steps.ts";
import { openLoginIn } from "../kit/login-steps.ts";
import { loopbackIn } from "../kit/meeting.ts";
import type { HelloBody } from "../steps/say-hello.ts";
import type { Client } from "../steps/stage.ts";

export interface OpenPage {
  readonly request: string;
  readonly nonce: string;
  readonly loopback: Loopback;
}

/** Request and nonce, as the page of a login gets them. */
export async function openPageOfLogin(browser: Client, { id }: { readonly id: string }): Promise<OpenPage> {
  const open = openLoginIn(await browser.postJson(`/api/requests/${id}/nonce`, {}));
  const loopback = await loopbackIn(open.request);
  return { request: open.request, nonce: open.nonce, loopback };
}

/** Request and nonce, as the page of an enrolment gets them. */
export async function openPageOfEnrolment(browser: Client, id: string): Promise<OpenPage> {
  const page = openEnrolmentIn(await browser.postJson(`/api/enrolments/${id}/nonce`, {}));
  const { loopback } = (await enrolmentRequest.read(page.enrolment_request)).claims;
  return { request: page.enrolment_request, nonce: page.nonce, loopback };
}

/** The meeting that an extension would send on if it attested to any answer. */
export async function attestTo(
  by: Signer,
  greeting: HelloBody,
  proof: string,
  { loopback }: Pick<OpenPage, "loopback">,
): Promise<Meeting> {
  const presence = await sha256Base64url(proof);
  const attested = await attestation.sign(by, { presence, loopback, browser: "Chromium 141" });
  return { nonce: greeting.nonce, hello: greeting.hello, presence_proof: proof, attestation: attested };
}

/** curl(1)'s arguments for what an extension's background sends, its body read from the input; ends with the status. */
export const curlArguments = ({ port }: Loopback, at = `127.0.0.1:${port}`): readonly string[] => [
  ...["--silent", "--show-error", "--max-time", "10", "--data-binary", "@-", "--write-out", "\n%{http_code}"],
  ...["--header", `host: 127.0.0.1:${port}`, "--header", "content-type: application/json"],
  ...["--header", "origin: chrome-extension://abcdefghijklmnopabcdefghijklmnop"],
  ...["--header", "sec-fetch-mode: cors", "--header", "sec-fetch-site: none"],
  `http://${at}${HELLO_PATH}`,
];

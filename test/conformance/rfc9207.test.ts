import { expect } from "vitest";
import type { Stage } from "../steps/stage.ts";
import { OTHER_CLIENT, REDIRECT, settings } from "./programs.ts";
import { metadataOf } from "./published.ts";
import { argued, conforms, present } from "./requirement.ts";
import { askWhole } from "./whole-answer.ts";

/** The parameters with which the browser is sent back. */
async function answerTo(stage: Stage, more: Readonly<Record<string, string>> = {}): Promise<URLSearchParams> {
  const query = new URLSearchParams({
    client_id: OTHER_CLIENT,
    redirect_uri: REDIRECT,
    response_type: "code",
    ...more,
  });
  const { headers } = await askWhole(stage, `/oauth/authorize?${query}`);
  return new URL(headers.get("location") ?? "").searchParams;
}

conforms({
  document: "RFC 9207",
  title: "OAuth 2.0 Authorization Server Issuer Identification",
  settings,
  requirements: [
    present("2", "MUST say iss in every authorization response, those of an error too, and once", async (stage) => {
      for (const more of [
        {},
        { state: "s" },
        { response_type: "token" },
        { response_type: "" },
        { iss: "https://evil.example" },
      ])
        expect((await answerTo(stage, more)).getAll("iss")).toEqual([stage.issuer]);
    }),
    present("2", "MUST have an https address without query and fragment as iss", async (stage) => {
      const iss = (await answerTo(stage)).get("iss") ?? "";
      expect([new URL(iss).origin, new URL(iss).search, new URL(iss).hash]).toEqual([iss, "", ""]);
    }),
    argued("2", "MUST be https", "of loopback names http is taken too, where nothing leaves the machine"),
    present(
      "2.3",
      "MUST say in its metadata that it does, and MUST have the issuer there as it is here",
      async (stage) => {
        const metadata = await metadataOf(stage);
        expect(metadata["authorization_response_iss_parameter_supported"]).toBe(true);
        expect((await answerTo(stage)).get("iss")).toBe(metadata.issuer);
      },
    ),
    argued("2.4", "MUST be compared by the client", "it is the client's part"),
  ],
});

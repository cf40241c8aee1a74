import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { Problem } from "../problems/problem.ts";
import { texts } from "../texts/tools.ts";

// kubectl's request to a plugin for a credential, and its answer: client.authentication.k8s.io. v1 is the last version, and
// tools of older clusters still ask for v1beta1. It is other people's format, so unknown members are passed over.

const execInfoSchema = v.object({
  apiVersion: v.picklist(["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]),
  kind: v.literal("ExecCredential"),
  spec: v.object({
    /** True if the plugin has kubectl's standard input. */
    interactive: v.optional(v.boolean(), false),
    /** Sent only with `provideClusterInfo`. */
    cluster: v.optional(v.object({ server: v.pipe(v.string(), v.maxLength(1024)) })),
  }),
});

interface ExecInfo {
  readonly apiVersion: string;
  readonly interactive: boolean;
  /** The API server's address, if kubectl was told to send it. */
  readonly server: string | undefined;
}

/** The request of a person who calls this by hand, to see what kubectl would get. */
const BY_HAND: ExecInfo = { apiVersion: "client.authentication.k8s.io/v1", interactive: false, server: undefined };

/** @param text KUBERNETES_EXEC_INFO. @throws Problem `usage` */
export function readExecInfo(text: string | undefined): ExecInfo {
  if (text === undefined || text === "") return BY_HAND;
  const info = v.safeParse(execInfoSchema, parseJson(text));
  if (!info.success) throw new Problem("usage", texts.notKubectl);
  const { apiVersion, spec } = info.output;
  return { apiVersion, interactive: spec.interactive, server: spec.cluster?.server };
}

/** @param expiresAt seconds */
export function execCredential({ apiVersion }: ExecInfo, token: string, expiresAt: number): string {
  const expirationTimestamp = new Date(expiresAt * 1000).toISOString().replace(/\.000Z$/, "Z");
  return JSON.stringify({ apiVersion, kind: "ExecCredential", status: { token, expirationTimestamp } });
}

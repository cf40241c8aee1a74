import { hostsApi } from "@nearside/shared/api/console/hosts.ts";
import { sha256TextSchema } from "@nearside/shared/ids.ts";
import { addHost, importHosts, removeHost, renameHost } from "../../../administration/hosts/change-hosts.ts";
import { eachHost, listHosts, viewHost } from "../../../administration/hosts/list-hosts.ts";
import { previewHosts } from "../../../administration/hosts/preview-hosts.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithRules } from "../../../protocol/rules/active-rules.ts";
import type { ConsoleCall, ConsoleRoute, ConsoleRows } from "../console-rows.ts";
import { cellsOf, momentCell } from "../csv-answer.ts";
import { demandId } from "../demand-id.ts";

const hostIn = ({ id }: ConsoleCall): string => demandId(sha256TextSchema, id);

/** Host keys, each with the name that administrators give it (protocol §10.7). */
export const hostRows = (
  services: WithClock & WithDb & WithReads & WithRules,
  { serve, serveFile }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(hostsApi.list, (_call, query) => listHosts(services.reads, query)),
  serveFile(hostsApi.exportList, (_call, query) => ({
    name: "hosts",
    header: ["name", "type", "fingerprint", "added_at"],
    pages: cellsOf(eachHost(services.reads, query), ({ name, type, id, added_at }) => [
      name,
      type,
      id,
      momentCell(added_at),
    ]),
  })),
  serve(hostsApi.preview, (_call, { file }) => previewHosts(services.reads, file)),
  serve(hostsApi.import, ({ by }, { hosts }) => importHosts(services, hosts, by)),
  serve(hostsApi.view, async (call) => ({ host: await viewHost(services.reads, hostIn(call)) })),
  serve(hostsApi.add, async ({ by }, host) => ({ id: await addHost(services, host, by) })),
  serve(hostsApi.rename, async (call, { name }) => ({
    changed: await renameHost(services, hostIn(call), name, call.by),
  })),
  serve(hostsApi.remove, async (call) => {
    await removeHost(services, hostIn(call), call.by);
    return { changed: true };
  }),
];

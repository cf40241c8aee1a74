import type { HostRow } from "@nearside/shared/api/console/hosts.ts";
import { hostTexts as texts } from "../../texts/console/hosts.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";
import type { Column } from "../table/column.ts";
import { Moment } from "../ui/moment.tsx";

/** OpenSSH shows a key so: SHA-256 in the other base64, without padding. */
export const shownFingerprint = (id: string): string => `SHA256:${id.replaceAll("-", "+").replaceAll("_", "/")}`;

export const HOST_COLUMNS: readonly Column<HostRow>[] = [
  { id: "name", title: texts.list.host, sort: "name", cell: ({ name }) => <Named text={name} /> },
  { id: "type", title: texts.list.key, cell: ({ type }) => type },
  {
    id: "fingerprint",
    title: texts.list.fingerprint,
    cell: ({ id }) => <Exact text={shownFingerprint(id)} />,
    onlyWide: true,
  },
  {
    id: "added_at",
    title: texts.list.enrolled,
    sort: "added_at",
    cell: (host) => <Moment at={host.added_at} />,
    onlyWide: true,
  },
];

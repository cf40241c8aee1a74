import { numberText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";
import { importTexts } from "./people-import.tsx";

/** The texts of the pages about hosts that people reach by SSH. */
export const hostTexts = {
  list: {
    title: "Hosts",
    lead: "Hosts that people reach by SSH, each with the key that proves it. A login from a host is shown under the name here.",
    what: "hosts",
    search: "Host",
    enrol: "Enrol a host",
    import: "Import known_hosts",
    host: "Host",
    key: "Key type",
    fingerprint: "Fingerprint",
    enrolled: "Enrolled",
    empty: {
      title: "No hosts yet",
      says: (
        <>
          Enrol the keys of the hosts from which people log in, one by one or from a known_hosts file. Then set{" "}
          <code>NEARSIDE_REMOTE_HOSTS=enrolled</code> for the server. Until then, the server accepts no login from
          another host.
        </>
      ),
    },
  },
  host: {
    title: "Host",
    what: "the host",
    key: "Key",
    type: "Type",
    fingerprint: "Fingerprint",
    enrolled: "Enrolled",
  },
  rename: {
    title: "Rename",
    send: "Rename",
    touch: (name: string): string => `Rename ${name}`,
    done: (name: string): string => `The host is now called ${name}.`,
    label: "Host",
    hint: "The next login and the next token renewal from this host are shown and judged under this name.",
  },
  remove: {
    title: "Remove",
    says: "The next login and the next token renewal from this host are judged without its key. Access tokens that were already issued stay valid until they expire.",
    send: "Remove the key",
    verb: "Remove",
    confirm: {
      title: (name: string): string => `Remove the key of ${name}?`,
      says: "If this server accepts logins only from enrolled hosts, it no longer accepts logins from this one.",
    },
    done: (name: string): string => `The key of ${name} was removed.`,
  },
  enrol: {
    title: "Enrol a host",
    send: "Enrol the host",
    touch: "Enrol this host",
    done: (name: string): string => `${name} is enrolled.`,
    name: {
      label: "Host",
      hint: "Type the name that people know, in lower case: build-7.example.com, or build-7.example.com:2222.",
    },
    key: {
      label: "Public key",
      hint: "Copy the line of /etc/ssh/ssh_host_ed25519_key.pub on the host itself. A key that came over the network proves nothing until somebody has compared it.",
    },
  },
  import: {
    title: "Import known_hosts",
    lead: "You see a preview before anything is changed.",
    file: {
      title: "File",
      says: "Use a file that somebody vouches for, such as the one from your configuration management. Hashed names can't be read, and marks such as @cert-authority are skipped.",
      paste: "Paste the text here",
      send: "Preview changes",
      cancel: "Cancel",
    },
    what: "the preview",
    failed: importTexts.preview.failed,
    preview: "Preview",
    send: "Import",
    nothing: importTexts.preview.nothing,
    counts: (changing: number, all: number): string =>
      plural(changing, {
        one: (number) => `${number} of ${numberText(all)} lines changes something.`,
        other: (number) => `${number} of ${numberText(all)} lines change something.`,
      }),
    more: "The file has more lines. Import these, then preview the file again.",
    lines: "lines",
    none: "The file has no line with a host.",
    host: "Host",
    action: "Result",
    line: "Line",
    actions: { add: "Enrol", rename: "Rename", same: "Unchanged", refused: "Skipped" },
    result: (action: string, from: ReactNode, problem: string | null): ReactNode => (
      <>
        {action}
        {from === null ? null : <> from {from}</>}
        {problem === null ? null : `: ${problem}`}
      </>
    ),
    confirm: {
      title: (count: number): string =>
        plural(count, { one: "Enrol or rename # host key?", other: "Enrol or rename # host keys?" }),
      says: "Either everything in the preview is imported, or nothing.",
    },
    done: (added: number, renamed: number): string =>
      `The import enrolled ${plural(added, { one: "# host key", other: "# host keys" })} and renamed ${numberText(renamed)}.`,
  },
} as const;

import { LOG_KINDS, type LogTopic } from "@nearside/shared/api/console/log-kinds.ts";
import type { BadgeTone } from "../ui/badge.tsx";

/** As a person reads what an event is about. */
export const TOPIC_WORDS: Readonly<Record<LogTopic, { readonly title: string; readonly tone: BadgeTone }>> = {
  alarm: { title: "Alarm", tone: "alert" },
  refusal: { title: "Refused", tone: "wait" },
  login: { title: "Login", tone: "plain" },
  token: { title: "Token", tone: "plain" },
  enrolment: { title: "Enrolment", tone: "plain" },
  person: { title: "Person", tone: "plain" },
  machine: { title: "Machine", tone: "plain" },
  client: { title: "Program", tone: "plain" },
  console: { title: "Console", tone: "plain" },
  setting: { title: "Setting", tone: "plain" },
  server: { title: "Server", tone: "plain" },
};

/** An older page may not know a kind that a newer server has. */
export const titleOfKind = (kind: string): string => LOG_KINDS[kind]?.title ?? kind.replaceAll("_", " ");

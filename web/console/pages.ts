import type { Permission } from "@nearside/shared/api/console/roles.ts";
import type { ComponentType } from "react";

/** The navigation's entries, in its order. One is shown where it has a page that the person may see. */
export const SECTIONS = [
  { path: "/console", title: "Overview" },
  { path: "/console/people", title: "People" },
  { path: "/console/groups", title: "Groups" },
  { path: "/console/enrolment", title: "Enrolment" },
  { path: "/console/machines", title: "Machines" },
  { path: "/console/authenticators", title: "Authenticators" },
  { path: "/console/clients", title: "Clients" },
  { path: "/console/log", title: "Security log" },
  { path: "/console/recovery", title: "Way back" },
  { path: "/console/mail", title: "Mail" },
  { path: "/console/rules", title: "Rules" },
  { path: "/account", title: "My account" },
] as const;

/** What stands in the address in a page's `:names`. */
export type PageParams = Readonly<Record<string, string>>;

export interface ConsolePage {
  /** Such as `/console/people/:person`; the longest beginning among the sections says which one it belongs to. */
  readonly path: string;
  readonly permission: Permission;
  readonly load: () => Promise<ComponentType<{ params: PageParams }>>;
}

/** Every page of console and account: one line each, in the order of the sections. */
export const PAGES: readonly ConsolePage[] = [
  {
    path: "/console",
    permission: "account",
    load: async () => (await import("./overview/overview-page.tsx")).OverviewPage,
  },
  {
    path: "/console/people",
    permission: "people.read",
    load: async () => (await import("./people/people-page.tsx")).PeoplePage,
  },
  {
    path: "/console/enrolment",
    permission: "enrolments.read",
    load: async () => (await import("./enrolment/waiting-page.tsx")).WaitingPage,
  },
  {
    path: "/console/enrolment/all",
    permission: "enrolments.read",
    load: async () => (await import("./enrolment/enrolments-page.tsx")).EnrolmentsPage,
  },
  {
    path: "/console/enrolment/of/:enrolment",
    permission: "enrolments.read",
    load: async () => (await import("./enrolment/enrolment-page.tsx")).EnrolmentPage,
  },
  {
    path: "/console/enrolment/tickets",
    permission: "enrolments.read",
    load: async () => (await import("./enrolment/tickets-page.tsx")).TicketsPage,
  },
  {
    path: "/console/enrolment/tickets/new",
    permission: "tickets.manage",
    load: async () => (await import("./enrolment/new-tickets-page.tsx")).NewTicketsPage,
  },
  {
    path: "/console/clients",
    permission: "clients.read",
    load: async () => (await import("./clients/clients-page.tsx")).ClientsPage,
  },
  {
    path: "/console/clients/new",
    permission: "clients.manage",
    load: async () => (await import("./clients/new-client-page.tsx")).NewClientPage,
  },
  {
    path: "/console/clients/ticket",
    permission: "clients.manage",
    load: async () => (await import("./clients/client-ticket-page.tsx")).ClientTicketPage,
  },
  {
    path: "/console/clients/:client",
    permission: "clients.read",
    load: async () => (await import("./clients/client-page.tsx")).ClientPage,
  },
  {
    path: "/console/log",
    permission: "log.read",
    load: async () => (await import("./log/log-page.tsx")).LogPage,
  },
  {
    path: "/console/log/:seq",
    permission: "log.read",
    load: async () => (await import("./log/event-page.tsx")).EventPage,
  },
  {
    path: "/account/passkeys",
    permission: "account",
    load: async () => (await import("./account/passkeys-page.tsx")).PasskeysPage,
  },
];

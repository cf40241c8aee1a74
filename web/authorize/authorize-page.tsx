import type { RedirectRefusal } from "@nearside/shared/api/authorizations.ts";
import type { User } from "@nearside/shared/claims.ts";
import { useSyncExternalStore } from "react";
import { Button } from "../ui/button.tsx";
import { ExtensionMissingSheet } from "../ui/extension-missing-sheet.tsx";
import { FailedView } from "../ui/failed.tsx";
import { Frame } from "../ui/frame.tsx";
import { Named } from "../ui/quoted.tsx";
import { Scene } from "../ui/scene.tsx";
import { Sheet } from "../ui/sheet.tsx";
import type { Authorization, AuthorizationState } from "./authorization.ts";

/** The page to which a program sends a browser that only knows a redirect. `issuer` is this page's own origin. */
export function AuthorizePage({ authorization, issuer }: { authorization: Authorization; issuer: string }) {
  const state = useSyncExternalStore(authorization.subscribe, authorization.state);
  return (
    <Frame issuer={issuer}>
      <AuthorizeView
        state={state}
        onChoose={(user) => authorization.send({ type: "chosen", user })}
        onRetry={() => authorization.send({ type: "retry_pressed" })}
      />
    </Frame>
  );
}

interface ViewProps {
  readonly state: AuthorizationState;
  readonly onChoose: (user: string) => void;
  readonly onRetry: () => void;
}

function AuthorizeView({ state, onChoose, onRetry }: ViewProps) {
  switch (state.at) {
    case "choosing":
      return <ChoosingView client={state.client} users={state.users} onChoose={onChoose} />;
    case "waiting":
      return state.slow ? <KeeperMissingView waiting onRetry={onRetry} /> : <LookingView client={state.client} />;
    case "delivering":
      return <DeliveringView slow={state.slow} />;
    case "delivered":
      return <DeliveredView />;
    case "refused":
      return state.code === "keeper_missing" ? (
        <KeeperMissingView waiting={false} onRetry={onRetry} />
      ) : (
        <RefusedView code={state.code} />
      );
    case "extension_missing":
      return (
        <ExtensionMissingSheet
          lead="A program sent your browser here to log in. The extension has to show that this browser and the program are on one computer, and it is not on this page. Nothing was approved."
          onRetry={onRetry}
        />
      );
    case "not_read":
      return <NotReadView />;
    case "failed":
      return <FailedView problem={state.problem} onRetry={onRetry} />;
    default:
      return <LookingView client={"client" in state ? state.client : undefined} />;
  }
}

function LookingView({ client }: { client: string | undefined }) {
  return (
    <Sheet
      tab="Looking for the program"
      title="Looking for the program on this computer"
      picture={<Scene ground="shared" link="travelling" tone="near" />}
      lead={
        <p>
          {client === undefined ? "A program" : <Named text={client} />} sent your browser here to log in. Nearside
          looks which program of this computer waits for the answer. You are asked before anything is approved.
        </p>
      }
    />
  );
}

function ChoosingView({
  client,
  users,
  onChoose,
}: {
  client: string;
  users: readonly User[];
  onChoose: ViewProps["onChoose"];
}) {
  return (
    <Sheet
      tab="Who logs in?"
      title="Who logs in?"
      picture={<Scene ground="shared" link="joined" tone="near" badge="person" />}
      lead={
        <p>
          <Named text={client} /> sent your browser here to log in, and this browser is enrolled for several people. You
          are asked again before anything is approved.
        </p>
      }
      actions={users.map(({ id, name }) => (
        <Button key={id} kind="near" onPress={() => onChoose(id)}>
          Log in as <Named text={name} />
        </Button>
      ))}
    />
  );
}

function DeliveringView({ slow }: { slow: boolean }) {
  return (
    <Sheet
      tab="Approved"
      title={slow ? "Your program has not been told yet" : "Approved. Your program is being told."}
      picture={<Scene ground="shared" link="travelling" tone="near" />}
      lead={
        slow
          ? "It was approved, and the keeper of this computer has not said that your program has its answer. It may have ended meanwhile."
          : "Nearside gives the program its answer on this computer. The answer does not pass through this page."
      }
    >
      {slow && <p>Look at your program. If it still waits in a minute, start the login again there.</p>}
    </Sheet>
  );
}

function DeliveredView() {
  return (
    <Sheet
      tab="Approved"
      title="Approved. Go back to your program."
      picture={<Scene ground="shared" link="joined" tone="near" badge="check" />}
      lead="It goes on there by itself. You can close this page: there is nothing to copy."
    />
  );
}

function KeeperMissingView({ waiting, onRetry }: { waiting: boolean; onRetry: () => void }) {
  return (
    <Sheet
      tab="No keeper"
      title="Nearside's keeper does not answer on this computer"
      picture={<Scene ground="shared" link="open" tone="wait" badge="question" faint="terminal" />}
      lead="A program like yours can only log in through the keeper, which looks who waits for the answer. Nothing was approved."
      actions={
        <Button kind="near" onPress={onRetry}>
          Try again
        </Button>
      }
    >
      <div className="prose">
        <section>
          <h2>Start it in a terminal of this computer</h2>
          <p>
            <code>nearside keeper install</code> sets it up once for your account; <code>nearside keeper run</code> runs
            it just for now.
          </p>
          <p>
            {waiting
              ? "This page goes on by itself as soon as it runs."
              : "Then start the login again in your program, or try again here."}
          </p>
        </section>
      </div>
    </Sheet>
  );
}

function NotReadView() {
  return (
    <Sheet
      tab="Nothing to do"
      title="This page belongs to a login that was not found"
      picture={<Scene ground="shared" link="open" tone="wait" badge="question" />}
      lead="A program opens it when you log in there. Nothing was approved."
    >
      <p className="small-print">Start the login again in your program. You can close this page.</p>
    </Sheet>
  );
}

interface Words {
  readonly title: string;
  readonly why: string;
  readonly next: string;
}

const AGAIN = "Start the login again in your program. You can close this page.";
const ATTACK =
  "If you did not start a login just now, somebody may have sent you this page: close it, and tell your administrator.";

/** Says what happened, why, and what to do next. */
const REFUSED: Readonly<Record<Exclude<RedirectRefusal, "keeper_missing">, Words>> = {
  port_unheld: {
    title: "No program waits for this login",
    why: "The address that the program named belongs to no program on this computer. The program may have ended, or it runs on another computer.",
    next: `${AGAIN} ${ATTACK}`,
  },
  port_other_account: {
    title: "The program runs under another account",
    why: "Another account of this computer waits at the address that the program named, so it would get what is yours.",
    next: `Start the program under your own account. ${ATTACK}`,
  },
  port_unclear: {
    title: "The program cannot be told",
    why: "The system does not say which program waits at that address, or several programs share it.",
    next: AGAIN,
  },
  port_forwarded: {
    title: "The program forwards to another computer",
    why: "The program at that address carries it elsewhere, as ssh or socat do. Somebody at the other end would get what is yours.",
    next: `Log in on the computer that you sit at. ${ATTACK}`,
  },
  port_other_namespace: {
    title: "The program runs in a container",
    why: "The program at that address is outside of what your account sees of this computer.",
    next: "Start the program outside of the container.",
  },
  process_too_new: {
    title: "The program began after this page",
    why: "A program that sends you here waits already. This one began later, so it is not the one that sent you.",
    next: `${AGAIN} ${ATTACK}`,
  },
  process_changed: {
    title: "Another program took its place",
    why: "The program that waited when this page was opened no longer does. It got nothing, and the other one got nothing.",
    next: AGAIN,
  },
  browser_unknown: {
    title: "This browser is not known to the keeper",
    why: "The keeper of this computer looks for a program only when a browser asks that was enrolled together with it. This one was not, or its enrolment was not finished there.",
    next: "Run nearside enroll --browser in a terminal, and log in again. Until then use the browser that you enrolled first.",
  },
  not_delivered: {
    title: "The program did not take its answer",
    why: "It was approved, but the program ended the connection or refused it. Nothing that was made for it counts any more.",
    next: AGAIN,
  },
  not_started: {
    title: "The login could not be started",
    why: "The server refused it before anything could be approved. Your machine may be set aside, or it has too many logins open.",
    next: "Try again in a minute. If it happens twice, run nearside doctor in a terminal.",
  },
  not_told: {
    title: "Your program was not told in time",
    why: "It was approved, but the keeper of this computer did not say within a minute that your program has its answer. Nothing that was made for it counts any more.",
    next: AGAIN,
  },
  process_of_agent: {
    title: "An agent started this program",
    why: "The program that waits was started by an agent that you gave a lease. Such programs do not act as you.",
    next: "Let the agent ask for what it needs, or start the program yourself in a terminal of your own.",
  },
  executable_foreign: {
    title: "Another program waits than was registered",
    why: "Your administrator registered which programs may log in under this name, and the one that waits is another one.",
    next: `Ask your administrator to add it, if it is the right one. ${ATTACK}`,
  },
};

function RefusedView({ code }: { code: Exclude<RedirectRefusal, "keeper_missing"> }) {
  const { title, why, next } = REFUSED[code];
  return (
    <Sheet
      tab="Not approved"
      title={title}
      picture={<Scene ground="shared" link="open" tone="alert" badge="cross" />}
      lead={why}
    >
      <p>{next}</p>
      <p className="small-print">
        For your administrator: <code>{code}</code>
      </p>
    </Sheet>
  );
}

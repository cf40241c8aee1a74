import { may } from "@nearside/shared/api/console/roles.ts";
import { type ComponentType, lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import type { ConsolePage, PageParams } from "../pages.ts";
import { useSession } from "../session/use-session.ts";
import { Loading } from "../ui/loading.tsx";
import { NotPermittedPage, NowherePage } from "./elsewhere.tsx";
import { PageBoundary } from "./page-boundary.tsx";

const loaded = new WeakMap<ConsolePage, ComponentType<{ params: PageParams }>>();

/** The page's component, asked for once. */
function componentOf(page: ConsolePage): ComponentType<{ params: PageParams }> {
  const known = loaded.get(page);
  if (known !== undefined) return known;
  const component = lazy(async () => ({ default: await page.load() }));
  loaded.set(page, component);
  return component;
}

/** The page that the address names, if there is one and the person may see it. */
export function CurrentPage({ pages }: { pages: readonly ConsolePage[] }) {
  const { role } = useSession().user;
  return (
    <Switch>
      {pages.map((page) => (
        <Route key={page.path} path={page.path}>
          {(params) =>
            may(role, page.permission) ? <Opened page={page} params={named(params)} /> : <NotPermittedPage />
          }
        </Route>
      ))}
      <Route>
        <NowherePage />
      </Route>
    </Switch>
  );
}

/** Another person's page, say, is another page: nothing of the one before stays in it. */
function Opened({ page, params }: { page: ConsolePage; params: PageParams }) {
  const Component = componentOf(page);
  const key = JSON.stringify([page.path, params]);
  return (
    <PageBoundary key={key}>
      <Suspense fallback={<Loading what="the page" />}>
        <Component params={params} />
      </Suspense>
    </PageBoundary>
  );
}

const named = (params: Readonly<Record<string, string | undefined>>): PageParams =>
  Object.fromEntries(Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

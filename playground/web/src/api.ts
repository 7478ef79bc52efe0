// The page's only way to the server: JSON over fetch, and a socket that says what changed.
import type { Action, Bilingual, Container, Message, StateValues, View, Workspace } from "./types";

export type Answer = { ok: true } | { ok: false; error: string };
export type SubmitAnswer =
  | { ok: true; result: "closed" | "updated" | "pushed" | "errors" | "timeout"; errors?: Record<string, string>; message?: string }
  | { ok: false; error: string };

/** The server answered, and said no. */
export class Refusal extends Error {}

async function get<T>(path: string, params: Record<string, string>): Promise<T> {
  const response = await fetch(`/_play/${path}?${new URLSearchParams(params)}`, { cache: "no-store" });
  const body = await response.json().catch(() => null);
  if (!response.ok || body === null || body.ok === false) throw new Refusal((body && body.error) || `${path}: HTTP ${response.status}`);
  return body as T;
}

async function post<T>(path: string, body: object): Promise<T | { ok: false; error: string }> {
  try {
    const response = await fetch(`/_play/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json().catch(() => null);
    if (answer === null) return { ok: false, error: `${path}: HTTP ${response.status}` };
    if (!response.ok && answer.ok === undefined) return { ok: false, error: answer.error ?? `${path}: HTTP ${response.status}` };
    return answer as T;
  } catch {
    return { ok: false, error: "" };
  }
}

export const api = {
  state: (as: string) => get<Workspace>("state", as ? { as } : {}),
  messages: (as: string, channel: string) => get<{ messages: Message[] }>("messages", { as, channel }),
  home: (as: string) => get<{ view: View | null }>("home", { as }),
  views: (as: string) => get<{ stack: View[] }>("views", { as }),
  say: (as: string, channel: string, text: string) => post<Answer>("message", { as, channel, text }),
  react: (as: string, channel: string, ts: string, name: string, on: boolean) =>
    post<Answer>("react", { as, channel, ts, name, on }),
  act: (as: string, container: Container, action: Action, state?: StateValues) =>
    post<Answer>("action", { as, container, ...action, ...(state ? { state } : {}) }),
  submit: (as: string, view_id: string, state: StateValues) => post<SubmitAnswer>("submit", { as, view_id, state }),
  close: (as: string, view_id: string) => post<Answer>("close", { as, view_id }),
  homeOpened: (as: string) => post<Answer>("home_opened", { as }),
  control: (id: string) => post<{ ok: true; message?: Bilingual } | { ok: false; error: string }>("control", { id }),
};

export type Change = { type: string; what: "messages" | "home" | "views" | "state"; channel?: string | null };

/** Listens until the returned function is called; comes back by itself, and tells when it is there again. */
export function listen(as: string, onChange: (change: Change) => void, onLink: (up: boolean) => void): () => void {
  let socket: WebSocket | null = null;
  let timer: number | undefined;
  let ended = false;
  let wait = 300;
  const open = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/_play/events?${new URLSearchParams({ as })}`);
    socket.onopen = () => {
      wait = 300;
      onLink(true);
    };
    socket.onmessage = (event) => {
      try {
        onChange(JSON.parse(String(event.data)) as Change);
      } catch {
        onChange({ type: "changed", what: "state" });
      }
    };
    socket.onclose = () => {
      if (ended) return;
      onLink(false);
      timer = window.setTimeout(open, wait);
      wait = Math.min(wait * 2, 5000);
    };
  };
  open();
  return () => {
    ended = true;
    window.clearTimeout(timer);
    socket?.close();
  };
}

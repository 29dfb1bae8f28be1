// Answers that are read while they come, for features of the second file. Bytes become text here,
// since a piece may end in the middle of a letter; lines and what they mean are Python's.

import {
  AbortController, JSON, Map, Promise, String, TextDecoder, clearTimeout, setTimeout,
} from "./natives.js";

export function createStreams(tell) {
  // By the number of the request: how to read on, and how to stop.
  const open = new Map();

  const answer = (id, result) => tell("answer", id, JSON.stringify(result));

  function failed(error) {
    const { name = "Error", message = String(error) } = error || {};
    return { failed: { name, message } };
  }

  async function begin(id, url, accept, timeoutMs, body) {
    const controller = AbortController ? new AbortController() : null;
    let timer;
    const tooLate = new Promise((resolve, reject) => {
      timer = setTimeout(() => {
        reject({ name: "AbortError", message: "no answer within " + timeoutMs + " ms" });
        if (controller) controller.abort();
      }, timeoutMs);
    });
    try {
      const response = await Promise.race([tooLate, window.fetch(url, {
        method: "POST", body, credentials: "omit", signal: controller ? controller.signal : undefined,
        headers: { "Content-Type": "text/plain", Accept: accept },
      })]);
      const { status } = response;
      if (!response.ok || status === 204 || !response.body) {
        if (response.body) response.body.cancel().catch(() => {});
        return { status };
      }
      open.set(id, { reader: response.body.getReader(), decoder: new TextDecoder() });
      return { status, stream: id };
    } finally {
      clearTimeout(timer);
    }
  }

  async function next(stream) {
    const { reader, decoder } = open.get(stream) || {};
    if (!reader) return { done: true };
    try {
      for (;;) {
        const { done, value } = await reader.read();
        // Nothing of it, where all that came is half a letter.
        const text = decoder.decode(value, { stream: !done });
        if (text) return { text };
        if (done) break;
      }
    } catch (error) {
      open.delete(stream);
      throw error;
    }
    open.delete(stream);
    return { done: true };
  }

  return {
    openStream: (id, ...args) => {
      begin(id, ...args).catch(failed).then((result) => answer(id, result));
    },
    readStream: (id, stream) => {
      next(stream).catch(failed).then((result) => answer(id, result));
    },
    closeStream: (id, stream) => {
      const { reader } = open.get(stream) || {};
      open.delete(stream);
      if (reader) reader.cancel().catch(() => {});
      answer(id, {});
    },
  };
}

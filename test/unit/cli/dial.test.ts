import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { dial } from '../../../src/cli/dial.ts';

describe('dialling', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
  });
  const port = async (): Promise<number> => {
    server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };

  it('gives a connection that stays when the time for dialling is over', async () => {
    const limit = new AbortController();
    const socket = await dial('127.0.0.1', await port(), limit.signal);
    limit.abort();
    const heard = once(socket, 'data');
    socket.write('still here');
    expect(String((await heard)[0])).toBe('still here');
    socket.destroy();
  });

  it('is refused where nothing listens', async () => {
    const number = await port();
    await new Promise((resolve) => server?.close(resolve));
    await expect(dial('127.0.0.1', number)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('ends with the signal’s reason, at once', async () => {
    const reason = new Error('enough');
    await expect(dial('127.0.0.1', await port(), AbortSignal.abort(reason))).rejects.toBe(reason);
    const limit = new AbortController();
    const attempt = dial('127.0.0.1', await port(), limit.signal);
    limit.abort(reason);
    await expect(attempt).rejects.toBe(reason);
  });
});

import { useEffect, useRef, useState } from 'preact/hooks';
import type { CheckoutView, WalletOffer } from '#sales/checkout/queries';
import type * as Sheets from './wallets.js';
import type { OpenSheet, SheetTotal } from './wallets.js';
import type { SeenTotal } from './session.js';
import type { CheckoutApi } from './store-api.js';

/** The sheet of the sandbox, as it stands in the page. */
export interface FrameSheet {
  wallet: WalletOffer;
  total: SheetTotal;
  answer: (token: string | null) => void;
}

export interface Wallets {
  /** Which wallets of the order this device has. */
  usable: readonly string[];
  isPhone: boolean;
  frame: FrameSheet | null;
  open(wallet: WalletOffer, view: CheckoutView, seen: SeenTotal): OpenSheet;
}

/** What the wallets of an order are to this device: asked once the page runs, and anew when others are offered. What opens their sheets is fetched where there are any, and there before one can be chosen. */
export function useWallets({ wallets }: CheckoutView, api: CheckoutApi): Wallets {
  const [usable, setUsable] = useState<readonly string[]>([]);
  const [isPhone, setPhone] = useState(false);
  const [frame, setFrame] = useState<FrameSheet | null>(null);
  const latest = useRef(0);
  const sheets = useRef<typeof Sheets | null>(null);
  useEffect(() => {
    const mine = ++latest.current;
    setPhone(matchMedia('(pointer: coarse) and (max-width: 60rem)').matches);
    const find = async (): Promise<string[]> => {
      if (wallets.length === 0) return [];
      const { isUsable } = (sheets.current = await import('./wallets.js'));
      return (await Promise.all(wallets.map(async (wallet) => ((await isUsable(wallet)) ? [wallet.method] : [])))).flat();
    };
    void find().catch(() => []).then((found) => {
      if (mine === latest.current) setUsable(found);
    });
  }, [wallets.map(({ method, provider }) => `${method}:${provider}`).join(' ')]);

  const openFrame = (wallet: WalletOffer, total: SheetTotal): OpenSheet => {
    const token = new Promise<string | null>((resolve) => setFrame({ wallet, total, answer: resolve }));
    return { token, done: () => setFrame(null) };
  };
  const validated = async (url: string): Promise<object | null> => {
    const { status, body } = await api.beginAppleSession(url);
    return status === 200 ? (body['session'] as object) : null;
  };
  return {
    usable, isPhone, frame,
    open: (wallet, view, seen) => {
      const { openDevice, sheetTotal } = sheets.current!;
      return wallet.kind === 'frame' ? openFrame(wallet, sheetTotal(view, seen)) : openDevice(wallet, sheetTotal(view, seen), validated);
    },
  };
}

/** The texts of the mail with a voucher's number in one language. Names in braces are filled in. */
export interface VoucherTexts {
  subject: string;
  heading: string;
  intro: string;
  /** Where the provider gives no number, the voucher alone. */
  by_page: string;
  item: string;
  amount: string;
  to_pay: string;
  number: string;
  until: string;
  order_number: string;
  sold_by: string;
  page: string;
  late: string;
  done: string;
  /** Where the studio sells itself: the receipt is not ours to send. */
  done_studio: string;
  contact: string;
  test_purchase: string;
}

/** Languages of the places where people pay by voucher, and those of the other mails. */
export const VOUCHER_LANGUAGES = ['en', 'de', 'es', 'pt', 'ja'] as const;
export type VoucherLanguage = (typeof VOUCHER_LANGUAGES)[number];

export const VOUCHER_LOCALE: Readonly<Record<VoucherLanguage, string>> = { en: 'en-US', de: 'de-DE', es: 'es-MX', pt: 'pt-BR', ja: 'ja-JP' };

export const VOUCHER_TEXTS: Readonly<Record<VoucherLanguage, VoucherTexts>> = {
  en: {
    subject: 'How to pay your purchase for {game}: {amount}', heading: 'Your purchase waits for your payment', intro: 'Pay {amount} by {method} with the number below: at a counter that takes it, or in the app of your bank.',
    by_page: 'Pay {amount} by {method} with the voucher behind the link below: at a counter that takes it, or in the app of your bank.',
    item: 'Item', amount: 'Amount', to_pay: 'To pay', number: 'Number of the voucher', until: 'Pay until', order_number: 'Order', sold_by: 'Sold by', page: 'The voucher to show or print: {url}',
    late: 'If you do not pay in time the order ends, and you owe nothing. Pay a number once only.', done: 'Once the payment has arrived, which can take a day or two, what you bought is yours, and you get the receipt by mail.',
    done_studio: 'Once the payment has arrived, which can take a day or two, what you bought is yours, and you get a confirmation of it by mail.', contact: 'Questions? Write to us: {contact}',
    test_purchase: 'This is a purchase in a test environment: pay nothing.',
  },
  de: {
    subject: 'So bezahlen Sie Ihren Kauf für {game}: {amount}', heading: 'Ihr Kauf wartet auf Ihre Zahlung', intro: 'Bezahlen Sie {amount} mit {method} unter der Nummer unten: an einer Kasse, die das annimmt, oder in der App Ihrer Bank.',
    by_page: 'Bezahlen Sie {amount} mit {method} und dem Zahlschein hinter dem Link unten: an einer Kasse, die das annimmt, oder in der App Ihrer Bank.',
    item: 'Artikel', amount: 'Betrag', to_pay: 'Zu zahlen', number: 'Nummer des Zahlscheins', until: 'Zahlen bis', order_number: 'Bestellung', sold_by: 'Verkauft von', page: 'Der Zahlschein zum Vorzeigen oder Drucken: {url}',
    late: 'Wenn Sie nicht rechtzeitig bezahlen, endet die Bestellung und Sie schulden nichts. Bezahlen Sie eine Nummer nur einmal.', done: 'Sobald die Zahlung da ist, was ein bis zwei Tage dauern kann, gehört Ihnen, was Sie gekauft haben, und Sie bekommen die Quittung per Mail.',
    done_studio: 'Sobald die Zahlung da ist, was ein bis zwei Tage dauern kann, gehört Ihnen, was Sie gekauft haben, und Sie bekommen eine Bestätigung per Mail.', contact: 'Fragen? Schreiben Sie uns: {contact}',
    test_purchase: 'Das ist ein Kauf in einer Testumgebung: Bezahlen Sie nichts.',
  },
  es: {
    subject: 'Cómo pagar tu compra para {game}: {amount}', heading: 'Tu compra espera el pago', intro: 'Paga {amount} con {method} usando el número de abajo: en una caja que lo acepte o en la aplicación de tu banco.',
    by_page: 'Paga {amount} con {method} usando la ficha del enlace de abajo: en una caja que la acepte o en la aplicación de tu banco.',
    item: 'Artículo', amount: 'Importe', to_pay: 'Por pagar', number: 'Número de la ficha de pago', until: 'Paga antes de', order_number: 'Pedido', sold_by: 'Vendido por', page: 'La ficha para mostrar o imprimir: {url}',
    late: 'Si no pagas a tiempo, el pedido termina y no debes nada. Paga cada número una sola vez.', done: 'Cuando llegue el pago, lo que puede tardar uno o dos días, lo que compraste será tuyo y recibirás el recibo por correo.',
    done_studio: 'Cuando llegue el pago, lo que puede tardar uno o dos días, lo que compraste será tuyo y recibirás una confirmación por correo.', contact: '¿Preguntas? Escríbenos: {contact}',
    test_purchase: 'Esta es una compra en un entorno de prueba: no pagues nada.',
  },
  pt: {
    subject: 'Como pagar sua compra para {game}: {amount}', heading: 'Sua compra aguarda o pagamento', intro: 'Pague {amount} com {method} usando o número abaixo: em um caixa que o aceite ou no aplicativo do seu banco.',
    by_page: 'Pague {amount} com {method} usando a guia do link abaixo: em um caixa que a aceite ou no aplicativo do seu banco.',
    item: 'Item', amount: 'Valor', to_pay: 'A pagar', number: 'Número para pagamento', until: 'Pague até', order_number: 'Pedido', sold_by: 'Vendido por', page: 'A guia para mostrar ou imprimir: {url}',
    late: 'Se você não pagar a tempo, o pedido termina e você não deve nada. Pague cada número uma única vez.', done: 'Quando o pagamento chegar, o que pode levar um ou dois dias, o que você comprou será seu e você receberá o recibo por e-mail.',
    done_studio: 'Quando o pagamento chegar, o que pode levar um ou dois dias, o que você comprou será seu e você receberá uma confirmação por e-mail.', contact: 'Dúvidas? Escreva para nós: {contact}',
    test_purchase: 'Esta é uma compra em um ambiente de teste: não pague nada.',
  },
  ja: {
    subject: '{game} のお支払い方法：{amount}', heading: 'お支払いをお待ちしています', intro: '{method} で {amount} をお支払いください。下の番号を、取扱店のレジまたは銀行アプリでお使いください。',
    by_page: '{method} で {amount} をお支払いください。下のリンクの払込票を、取扱店のレジまたは銀行アプリでお使いください。',
    item: '商品', amount: '金額', to_pay: 'お支払い金額', number: 'お支払い番号', until: 'お支払い期限', order_number: '注文番号', sold_by: '販売者', page: '提示または印刷用の払込票：{url}',
    late: '期限までにお支払いがない場合、注文は終了し、お支払いの義務はありません。同じ番号でのお支払いは一度だけにしてください。', done: 'お支払いの確認後（一日から二日かかることがあります）、ご購入の商品がお客様のものになり、領収書をメールでお送りします。',
    done_studio: 'お支払いの確認後（一日から二日かかることがあります）、ご購入の商品がお客様のものになり、お支払いの確認メールをお送りします。', contact: 'お問い合わせ：{contact}',
    test_purchase: 'これはテスト環境での購入です。お支払いはしないでください。',
  },
};

/** The first of the wished-for locales that this mail is written in, else English. */
export function voucherLanguage(...wished: (string | null)[]): VoucherLanguage {
  const found = wished.map((locale) => VOUCHER_LANGUAGES.find((language) => language === locale?.slice(0, 2).toLowerCase())).find((language) => language !== undefined);
  return found ?? 'en';
}

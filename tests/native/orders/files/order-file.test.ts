/** Reading exports of each back office: columns by name, ids whole, sub-orders joined, people left out, faults named. */
import { describe, expect, it } from 'vitest';
import writeXlsx from 'write-excel-file/node';
import { readOrderFile, timeInName } from '../../../../native/orders/files/order-file.ts';
import { csv, DOUYIN, douyinRow, SHOPIFY, tabbed } from './exports.ts';

const MAIN = '6921349875012345678';
const PAID_MS = Date.parse('2020-05-01T11:42:05+08:00');

async function read(bytes: Buffer, fileName = 'orders.csv', content: 'auto' | 'orders' = 'auto') {
  const file = await readOrderFile({ source: 'shop', fileName, bytes, content });
  if (!file.ok) throw new Error(JSON.stringify(file.refusal));
  return { ...file.value, orders: [...file.value.orders] };
}

describe('order reports of Douyin', () => {
  it('OF3 sub-orders of one order become its lines, with whole ids and the sum of what was paid', async () => {
    const rows = [
      douyinRow({ main: MAIN, sub: '6921349875012345679', yuan: '1,039.90', quantity: 2 }),
      douyinRow({ main: '6921349875012345700', sub: '6921349875012345701' }),
      douyinRow({ main: MAIN, sub: '6921349875012345680', sku: 'HT-002', title: '和田玉枣', yuan: '20' }),
      douyinRow({ main: MAIN, sub: '6921349875012345681', sku: 'HT-009', title: '核桃夹', yuan: '0.00', gift: '是' }),
    ];
    const { orders, faults, content } = await read(csv(DOUYIN, rows));
    expect(content).toBe('orders');
    expect(faults.count).toBe(0);
    expect(orders).toEqual([
      {
        orderId: MAIN,
        status: 'paid',
        paidAtMs: PAID_MS,
        amountFen: 105_990,
        refundedFen: 0,
        lines: [
          { sku: 'HT-001', title: '和田薄皮核桃', quantity: 2, amountFen: 103_990 },
          { sku: 'HT-002', title: '和田玉枣', quantity: 1, amountFen: 2000 },
          { sku: 'HT-009', title: '核桃夹', quantity: 1, amountFen: 0, gift: true },
        ],
        roomId: null,
        region: null,
      },
      expect.objectContaining({ orderId: '6921349875012345700', amountFen: 3990 }),
    ]);
  });

  it('OF3 the same sub-order twice in a file is one line', async () => {
    const row = douyinRow({ main: MAIN, sub: '6921349875012345679' });
    expect((await read(csv(DOUYIN, [row, row]))).orders).toMatchObject([{ amountFen: 3990, lines: [{ quantity: 1 }] }]);
  });

  it('OF4 people are left out: their columns are named, their cells are nowhere', async () => {
    const file = await read(csv(DOUYIN, [douyinRow({ main: MAIN, sub: '1' })]));
    expect(file.droppedColumns).toEqual(['收件人', '收件人手机号', '详细地址']);
    expect(file.ignoredColumns).toEqual(['商品规格', '商品金额', '运费', '达人ID']);
    expect(JSON.stringify(file)).not.toMatch(/13800000000|fSDKlkj|xinjiang/u);
  });

  it.each([
    ['待支付', '-', '', 'unpaid', 0, 0],
    ['已关闭', '-', '-', 'cancelled', 0, 0],
    ['已关闭', '退款成功', '-', 'refunded', 3990, 3990],
    ['已关闭', '-', '2020-05-01 11:42:05', 'refunded', 3990, 3990],
    ['已发货', '退款中', '2020-05-01 11:42:05', 'paid', 3990, 0],
    ['待发货', '-', '2020-05-01 11:42:05', 'paid', 3990, 0],
  ])('OF5 an order that says %s and %s (paid at "%s") is %s', async (status, afterSale, paidAt, wanted, amountFen, refundedFen) => {
    const row = douyinRow({ main: MAIN, sub: '1', status, afterSale, paidAt });
    expect((await read(csv(DOUYIN, [row]))).orders).toMatchObject([{ status: wanted, amountFen, refundedFen }]);
  });

  it('OF5 money of a sub-order that was never paid is no money of its order', async () => {
    const rows = [douyinRow({ main: MAIN, sub: '1' }), douyinRow({ main: MAIN, sub: '2', status: '已取消', paidAt: '-', yuan: '100.00' })];
    expect((await read(csv(DOUYIN, rows))).orders).toMatchObject([{ status: 'paid', amountFen: 3990, lines: [{ sku: 'HT-001' }] }]);
  });

  it('OF6 products joined in one row are flagged and count with their sum only', async () => {
    const rows = [douyinRow({ main: MAIN, sub: '', title: '核桃;红枣', sku: 'HT-001;HT-002' }), douyinRow({ main: '7', sub: '' })];
    const { orders, faults } = await read(csv(DOUYIN, rows));
    expect(orders).toMatchObject([
      { orderId: MAIN, amountFen: 3990, lines: [] },
      { orderId: '7', amountFen: 3990, lines: [{ sku: 'HT-001', amountFen: 3990 }] },
    ]);
    expect(faults.count).toBe(1);
    expect(faults.shown).toEqual([{ line: 2, column: '选购商品', value: '核桃;红枣', code: 'file-row-unsplittable' }]);
  });

  it('OF7 every cell that cannot be used is named by line and column, and its row is left out', async () => {
    const rows = [
      douyinRow({ main: '6.92135E+18', sub: '1' }),
      douyinRow({ main: '', sub: '2' }),
      douyinRow({ main: MAIN, sub: '3', yuan: '3.999' }),
      douyinRow({ main: MAIN, sub: '4', paidAt: '昨天' }),
      douyinRow({ main: MAIN, sub: '5', status: '???' }),
      douyinRow({ main: MAIN, sub: '6', quantity: 0 }),
      douyinRow({ main: '8', sub: '7' }),
    ];
    const { orders, faults } = await read(csv(DOUYIN, rows));
    expect(orders.map(({ orderId }) => orderId)).toEqual(['8']);
    expect(faults.shown.map(({ line, column, code }) => [line, column, code])).toEqual([
      [2, '主订单编号', 'cell-bad-id'],
      [3, '主订单编号', 'cell-missing'],
      [4, '订单应付金额', 'cell-bad-price'],
      [5, '支付完成时间', 'cell-bad-time'],
      [6, '订单状态', 'cell-bad-text'],
      [7, '商品数量', 'cell-bad-number'],
    ]);
  });

  it('OF7 with a row of an order its other rows are left out, because half a sum must not take the place of the whole', async () => {
    const rows = [
      douyinRow({ main: '8', sub: '1' }),
      douyinRow({ main: '8', sub: '2', paidAt: '昨天' }),
      douyinRow({ main: '8', sub: '3' }),
      douyinRow({ main: '9', sub: '4', yuan: '3.999' }),
      douyinRow({ main: '9', sub: '5' }),
      douyinRow({ main: '10', sub: '6' }),
    ];
    const { orders, orderCount, faults } = await read(csv(DOUYIN, rows));
    expect(orders.map(({ orderId }) => orderId)).toEqual(['10']);
    expect(orderCount).toBe(1);
    expect(faults.shown.map(({ line }) => line)).toEqual([3, 5]);
  });

  it('OF3 a workbook, GBK and apostrophes before ids give the same', async () => {
    const plain = ['订单编号', '订单应付金额', '支付时间', '商品名称', '商家编码'];
    const wanted = [{ orderId: MAIN, amountFen: 3990, paidAtMs: PAID_MS }];
    const sheet = [plain, [MAIN, '39.90', '2020/5/1 11:42:05', '核桃', 'HT-001']].map((row) => row.map((value) => ({ value })));
    expect((await read(await writeXlsx(sheet).toBuffer())).orders).toMatchObject(wanted);
    const apostrophe = csv(plain, [[`'${MAIN}`, '¥39.90', '2020-05-01 11:42:05', '核桃', 'HT-001']]);
    expect((await read(apostrophe)).orders).toMatchObject(wanted);
    // 订单编号,订单应付金额,支付时间 in GBK
    const gbk = Buffer.concat([
      Buffer.from('b6a9b5a5b1e0bac52cb6a9b5a5d3a6b8b6bdf0b6ee2cd6a7b8b6cab1bce40a', 'hex'),
      Buffer.from(`"\t${MAIN}",39.90,2020-05-01 11:42:05\n`),
    ]);
    expect((await read(gbk)).orders).toMatchObject(wanted);
  });
});

describe('exports of other shops', () => {
  it('OF8 Shopify: further rows of an order are its lines, its discount is shared out, another currency is a fault', async () => {
    const head = (name: string, id: string, more: Partial<Record<string, string>>) =>
      SHOPIFY.map(
        (heading) => more[heading] ?? { Name: name, Id: id, 'Shipping Province': 'BJ', 'Billing Name': 'Zhang San' }[heading] ?? '',
      );
    const paidAt = { 'Financial Status': 'paid', 'Paid at': '2020-05-01 11:42:05 +0800', 'Created at': '2020-05-01 11:42:00 +0800' };
    const rows = [
      head('#1001', '450789469', {
        ...paidAt,
        Currency: 'CNY',
        Total: '90.00',
        'Lineitem quantity': '2',
        'Lineitem name': 'Walnuts',
        'Lineitem price': '40.00',
        'Lineitem sku': 'HT-001',
      }),
      head('#1001', '', { 'Lineitem quantity': '1', 'Lineitem name': 'Dates', 'Lineitem price': '20.00', 'Lineitem sku': 'HT-002' }),
      head('#1002', '450789470', { ...paidAt, Currency: 'USD', Total: '5.00' }),
      head('#1003', '450789471', { ...paidAt, 'Financial Status': 'partially_refunded', Total: '5.00', 'Refunded Amount': '2.00' }),
      head('#1004', '450789472', { 'Created at': '2020-05-01 11:42:00 +0800', 'Financial Status': 'pending', Total: '5.00' }),
    ];
    const { orders, faults } = await read(csv(SHOPIFY, rows));
    expect(orders).toMatchObject([
      {
        orderId: '450789469',
        amountFen: 9000,
        paidAtMs: PAID_MS,
        region: 'BJ',
        lines: [{ amountFen: 7200 }, { sku: 'HT-002', amountFen: 1800 }],
      },
      { orderId: '450789471', status: 'paid', amountFen: 500, refundedFen: 200 },
      { orderId: '450789472', status: 'unpaid', amountFen: 0 },
    ]);
    expect(faults.shown).toEqual([{ line: 4, column: 'Currency', value: 'USD', code: 'cell-bad-price' }]);
  });

  it.each<[string, string[], (string | number)[][]]>([
    [
      'WooCommerce',
      ['Order ID', 'Order Date', 'Paid Date', 'Status', 'Order Total', 'Item Name', 'Item SKU', 'Quantity', 'Item Total', 'Customer Name'],
      [
        ['99', '2020-05-01 11:42:00', '2020-05-01 11:42:05', 'processing', '60.00', '核桃', 'HT-001', 2, '40.00', '张三'],
        ['99', '2020-05-01 11:42:00', '2020-05-01 11:42:05', 'processing', '60.00', '红枣', 'HT-002', 1, '20.00', '张三'],
      ],
    ],
    [
      'the WeChat shop',
      ['订单号', '订单状态', '订单实际支付金额', '商品名称', '商品编码(自定义)', '商品数量', '商品实付金额', '订单支付时间', '收货人姓名'],
      [
        [tabbed('99'), '待发货', '60.00', '核桃', 'HT-001', 2, '40.00', '2020-05-01 11:42:05', '张三'],
        [tabbed('99'), '待发货', '60.00', '红枣', 'HT-002', 1, '20.00', '2020-05-01 11:42:05', '张三'],
      ],
    ],
    [
      'Youzan',
      ['订单号', '订单状态', '订单实付金额', '商品名称', '商品编码', '商品件数', '商品实际成交金额', '买家付款时间', '收货人/提货人'],
      [
        ['99', '交易完成', '60.00', '核桃', 'HT-001', 2, '40.00', '2020-05-01 11:42:05', '张三'],
        ['99', '交易完成', '60.00', '红枣', 'HT-002', 1, '20.00', '2020-05-01 11:42:05', '张三'],
      ],
    ],
    [
      'our own form',
      ['order_id', 'status', 'paid_at', 'order_total', 'sku', 'title', 'quantity', 'line_total', 'gift', 'room_id', 'region'],
      [
        ['99', 'paid', '2020-05-01T11:42:05+08:00', '60.00', 'HT-001', '核桃', 2, '40.00', '', '7000', '北京'],
        ['99', 'paid', '2020-05-01T11:42:05+08:00', '60.00', 'HT-002', '红枣', 1, '20.00', '', '7000', '北京'],
      ],
    ],
  ])('OF8 %s: rows of one order are its lines', async (_, headings, rows) => {
    const file = await read(csv(headings, rows));
    expect(file.faults.shown).toEqual([]);
    expect(file.orders).toMatchObject([
      {
        orderId: '99',
        status: 'paid',
        amountFen: 6000,
        paidAtMs: PAID_MS,
        lines: [
          { sku: 'HT-001', title: '核桃', quantity: 2, amountFen: 4000 },
          { sku: 'HT-002', title: '红枣', quantity: 1, amountFen: 2000 },
        ],
      },
    ]);
    expect(JSON.stringify(file)).not.toContain('张三');
  });

  it('OF6 several rows without an amount of their own are flagged, not guessed', async () => {
    const rows = ['HT-001', 'HT-002'].map((sku) => ['99', '已支付', '60.00', sku, '2020-05-01 11:42:05']);
    const file = await read(csv(['订单号', '订单状态', '订单实付金额', '商家编码', '支付时间'], rows));
    expect(file.orders).toMatchObject([{ amountFen: 6000, lines: [] }]);
    expect(file.faults.shown).toEqual([{ line: 2, column: '', value: 'HT-001; HT-002', code: 'file-row-unsplittable' }]);
  });
});

describe('refund and settlement files', () => {
  it('OF9 refunds that succeeded are read, all others left out', async () => {
    const headings = ['售后单号', '订单号', '商品单号', '售后状态', '退款金额', '退款成功时间', '商家编码', '售后数量', '买家姓名'];
    const refund = (id: string, status: string) => [
      tabbed(id),
      tabbed(MAIN),
      tabbed('1'),
      status,
      '19.95',
      '2020-05-02 08:00:00',
      'HT-001',
      1,
      '##x##',
    ];
    const file = await read(csv(headings, [refund('7001', '退款成功'), refund('7002', '售后关闭'), refund('7003', '待商家处理')]));
    expect(file).toMatchObject({ content: 'refunds', rows: 3, droppedColumns: ['买家姓名'] });
    expect(file.events).toEqual([
      {
        kind: 'refund.succeeded',
        body: {
          source: 'shop',
          orderId: MAIN,
          refundId: '7001',
          eventId: 'file:7001',
          occurredAtMs: Date.parse('2020-05-02T08:00:00+08:00'),
          amountFen: 1995,
          lines: [{ sku: 'HT-001', quantity: 1, amountFen: 1995 }],
          restock: false,
        },
      },
    ]);
  });

  it('OF10 the settlement with an explaining second row is read, and like rows are told apart', async () => {
    const headings = [
      '结算时间',
      '订单号',
      '子订单号',
      '结算金额',
      '结算单类型',
      '有结算前退款',
      '收入合计',
      '支出合计',
      '平台服务费',
      '达人佣金',
    ];
    const row = ['2020-05-10 00:00:00', `'${MAIN}`, `'6921349875012345679`, '33.10', '已结算', '否', '39.90', '-6.80', '-2.00', '-4.80'];
    const explained = ['资金结算到账的时间', '主订单编号', '子订单', '收入合计-支出合计', '', '', '', '', '', ''];
    const file = await read(csv(headings, [explained, row, row]));
    expect(file.content).toBe('settlement');
    expect(file.faults.shown).toEqual([]);
    const at = Date.parse('2020-05-10T00:00:00+08:00');
    expect(file.events).toMatchObject([
      {
        kind: 'settlement.reported',
        body: {
          settlementId: `6921349875012345679:${at}:3310`,
          orderId: MAIN,
          settledFen: 3310,
          fees: { 收入合计: 3990, 支出合计: -680, 平台服务费: -200, 达人佣金: -480 },
        },
      },
      { body: { settlementId: `6921349875012345679:${at}:3310:2` } },
    ]);
  });

  it('OF10 the form with numbered movements is read with its odd heading, and outgoing money is negative', async () => {
    const headings = ['动账时间', '动帐流水号', '动账方向', '动账金额', '动账场景', '子订单号', '订单号', '平台服务费', '佣金', '备注'];
    const file = await read(
      csv(headings, [
        ['2020-05-10 00:00:00', tabbed('880001'), '入账', '33.10', '订单结算', tabbed('1'), tabbed(MAIN), '2.00', '-', '-'],
        ['2020-05-11 00:00:00', tabbed('880002'), '出账', '10.00', '退款', tabbed('1'), tabbed(MAIN), '-', '-', '-'],
        ['2020-05-11 00:00:00', tabbed('880003'), '出账', '-5.00', '保证金', '-', '-', '-', '-', '-'],
      ]),
    );
    expect(file.events.map(({ body }) => body)).toMatchObject([
      { settlementId: '880001', orderId: MAIN, settledFen: 3310, fees: { 平台服务费: 200 } },
      { settlementId: '880002', settledFen: -1000 },
      { settlementId: '880003', orderId: '880003', settledFen: -500 },
    ]);
  });
});

describe('what kind of file it is, and when it was made', () => {
  it('OF11 what is no export of a shop is refused, and headings may stand below a title', async () => {
    const refusalOf = async (bytes: Buffer) => {
      const file = await readOrderFile({ source: 'shop', fileName: 'x.csv', bytes, content: 'auto' });
      return file.ok ? null : file.refusal.code;
    };
    expect(await refusalOf(csv(['品名', '价格'], [['馕', '12']]))).toBe('file-not-orders');
    expect(await refusalOf(csv(DOUYIN, []))).toBe('file-empty');
    const titled = Buffer.concat([Buffer.from('订单报表 2020-05-01\n\n'), csv(DOUYIN, [douyinRow({ main: MAIN, sub: '1' })])]);
    expect((await read(titled)).orders).toHaveLength(1);
  });

  it.each([
    ['1588304525_ab12.csv', 1_588_304_525_000],
    ['1588304525123-orders.csv', 1_588_304_525_123],
    ['订单导出20200501114205.xlsx', PAID_MS],
    ['orders.csv', null],
    ['订单20200501.csv', null],
  ])('OF11 the name %s says when it was made: %s', (name, atMs) => {
    expect(timeInName(name)).toBe(atMs);
  });

  it('OF11 a name older than what the file holds loses to the newest time in it', async () => {
    const bytes = csv(DOUYIN, [douyinRow({ main: MAIN, sub: '1' })]);
    expect((await read(bytes, '1588304526.csv')).madeAtMs).toBe(1_588_304_526_000);
    expect((await read(bytes, '1488304526.csv')).madeAtMs).toBe(PAID_MS);
    expect((await read(bytes)).madeAtMs).toBe(PAID_MS);
  });
});

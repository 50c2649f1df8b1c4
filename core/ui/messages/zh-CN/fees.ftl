# 收费：服务卡、公司预存余额、充值扣款记录。

## 输入的数字
fees-number-empty = 请填写金额。
fees-number-too-long = 数字过长。
fees-number-not-a-number = 这不是数字，请写成 1,200.50 的形式。
fees-number-grouping = 逗号只能用作千位分隔，小数请用点。
fees-number-too-precise =
    { $digits ->
        [0] 只能填写整数。
       *[other] 小数点后最多 { $digits } 位。
    }
fees-number-other-currency = 货币符号与所选币种不符。
fees-number-out-of-bounds = 数字为负或过大。
fees-number-nothing = 金额须大于零。
fees-amount-in = { $label }（{ $currency }）
fees-amount = 金额
fees-currency = 币种
fees-free = 免费
fees-per-time = { $price }／次
fees-per-hour = { $price }／小时，每 { $step } 分钟计一次

## 服务卡
fees-cards-title = 服务卡
fees-cards-intro = 各项服务的价格。公司用余额支付时选择服务卡，每次扣款都可以修改金额。
fees-cards-none = 还没有服务卡
fees-cards-none-text = 服务卡写明服务的价格，可按次或按小时，用了它就不必手工填写价格。
fees-cards-archived = 已归档的服务卡
fees-card-new = 新建服务卡
fees-card-change-title = 修改服务卡
fees-card-change = 修改“{ $name }”
fees-card-archive = 归档“{ $name }”
fees-card-bring-back = 恢复“{ $name }”
fees-card-saved = 服务卡已保存。
fees-card-archived = “{ $name }”已归档，不能再选用。
fees-card-back = “{ $name }”可以重新选用。
fees-card-overtaken = 同事刚刚修改了此服务卡
fees-card-overtaken-text = 列表显示的是现在的内容，请看过后再归档或恢复。
fees-card-name = 名称
fees-card-price = 价格
fees-card-price-hint = 含税价，0 表示免费服务。
fees-card-visible = 客户可见
fees-card-visible-hint = 不勾选则只有同事能看到。
fees-card-description = 说明
fees-card-tax = 税率（%）
fees-card-tax-hint = 留空表示不含税。
fees-card-days = 有效天数
fees-card-days-hint = 自购买之日起算，留空表示长期有效。
fees-unit = 计价方式
fees-unit-time = 按次
fees-unit-hour = 按小时
fees-step = 计费步长（分钟）
fees-step-hint = 不足一个步长按一个步长计。
fees-visible = 客户可见
fees-hidden = 客户不可见
fees-archived = 已归档
fees-problem-required = 此项必填。
fees-problem-too-long = 内容过长。
fees-problem-out-of-range = 数字为负或过大。
fees-problem-unknown = 所选内容已不存在，请重新选择。
fees-problem-not-by-hand = 此方式不能人工收款。
fees-problem-step = 步长为 1 到 1,440 分钟。
fees-problem-days = 请填写 1 到 3,650 天。
fees-problem-too-many = 服务卡已达 500 张上限。
fees-problem-other = 无法保存。

## 公司页面
fees-title = 收费
fees-balance-in = 余额（{ $currency }）
fees-balance-none = 尚未预存。
fees-balance-label = 余额
fees-balance-now = 余额：{ $balance }
fees-overdrawn = 已透支
fees-default-card = 默认服务卡
fees-default-card-none = 无
fees-default-card-hint = 扣款时自动选中。
fees-overdraft = 透支额度
fees-overdraft-none = 不可透支
fees-overdraft-hint = 余额最多可以透支多少，留空表示不可透支。使用多种货币时，各币种按相同数目的最小单位计。
fees-terms = 修改收费条件
fees-terms-title = { $name }的收费条件
fees-records-link = 查看记录

## 充值
fees-top-up = 充值
fees-top-up-title = 为{ $name }充值
fees-top-up-verb = 确认充值
fees-top-up-missing = 充值 { $missing }
fees-method = 付款方式
fees-method-cash = 现金
fees-method-transfer = 银行转账
fees-method-online = 在线支付
fees-method-balance = 余额
fees-method-other = 其他
fees-receipt = 收据号
fees-remark = 备注
fees-done = { $amount }，余额 { $balance }

## 扣款
fees-deduct = 扣款
fees-deduct-title = 从{ $name }扣款
fees-deduct-verb = 确认扣款
fees-deduct-again = 再次扣款
fees-card = 服务卡
fees-card-none = 不使用服务卡
fees-free-hint = 此服务免费，不动用余额。
fees-minutes = 分钟数
fees-minutes-hint = 金额随分钟数计算。
fees-by = 服务人员
fees-by-me = 本人
fees-revenue = 服务方式
fees-revenue-visit = 上门服务
fees-revenue-remote = 远程协助
fees-revenue-product = 商品
fees-revenue-card = 服务卡
fees-service = 服务编号
fees-service-hint = 工单、上门或远程会话的编号。
fees-changed = 余额刚刚有变动
fees-changed-text = 现在是 { $balance }。尚未扣款，请核对金额后再次扣款。
fees-repeated = 此服务已经扣过款
fees-repeated-text = 记录中已有相同服务编号的扣款。请修改编号，或确认再次扣款。
fees-insufficient = 余额不足
fees-insufficient-text = 还差 { $missing }，尚未扣款。

## 记录
fees-records-title = 充值与扣款记录
fees-records-intro = 全部资金变动，最新的在前。记录不会删除，差错用冲正更正。
fees-records-empty = 没有记录
fees-records-empty-text = 此期间没有符合条件的充值或扣款。
fees-choose-company = 请选择公司
fees-choose-company-text = 您可以逐个查看自己负责的公司的记录。
fees-company = 公司
fees-company-find = 名称或电话
fees-company-all = 显示全部公司
fees-company-chosen = 一家公司
fees-kind = 类型
fees-kind-all = 全部类型
fees-kind-top-up = 充值
fees-kind-deduct = 扣款
fees-kind-charge = 直接付款
fees-kind-refund = 退款
fees-kind-reversal = 冲正
fees-kind-adjust = 调整
fees-time = 时间
fees-after = 变动后余额
fees-collector = 经办人
fees-collector-all = 全部经办人
fees-reverse-head = 冲正
fees-reversed = 已冲正
fees-total-in = 收入（{ $currency }）
fees-total-out = 支出（{ $currency }）
fees-total-difference = 净额（{ $currency }）
fees-total-count = 笔数（{ $currency }）
fees-days = 每日收支（{ $currency }）
fees-days-in = 收入
fees-days-out = 支出
fees-row = { $kind } { $amount }，{ $time }
fees-reverse-row = 冲正：{ $row }
fees-reverse-title = 冲正这笔记录？
fees-reverse-verb = 确认冲正
fees-reverse-text = 将新增一笔相反的记录，两笔都会保留，且无法撤销。
fees-reverse-why = 原因

## 被拒绝
fees-conflict-posting = 这笔已按其他金额入账，请关闭后查看记录。
fees-conflict-already-reversed = 这笔记录已经冲正。
fees-conflict-is-reversal = 冲正记录不能再冲正，请按正确的内容重新入账。
fees-conflict-of-order = 这笔记录来自支付订单，请改为对订单退款。
fees-conflict-insufficient = 款项已经用掉，无法冲回。

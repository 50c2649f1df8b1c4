# 客户页面：报修表单、回执、进度、评价、标签、出错提示。读者没有账号，用语要平实。

## 外框
portal-languages = 语言
portal-footer = { $tenant } 提供服务 · { $product }
portal-footer-plain = Truckroll

## 表单
portal-title-problems = 请检查：{ $title }
portal-send-report = 提交
portal-sending = 正在提交…
portal-choose = 请选择…
portal-honeypot = 此处请留空
portal-privacy = 您填写的内容将发送给{ $tenant }。
portal-offline-kept = 网络未连接。您填写的内容已保留在本页，联网后再提交即可。

## 表单问题
portal-problems = 有 { $count } 处需要修改
portal-problems-kept = 其余内容都已保留。
portal-problem-line = { $label } – { $problem }
portal-problem-required = 请填写这一项。
portal-problem-required-phone = 请留下电话，方便我们联系您。
portal-problem-required-choice = 请选择一项。
portal-problem-required-tick = 请勾选后继续。
portal-problem-too-long = 内容超过 { $limit } 字，请缩短一些。
portal-problem-one-line = 请写在一行内。
portal-problem-not-a-number = 请填写数字，例如 12 或 3.5。
portal-problem-not-a-phone = 电话号码格式不对，应为 5 到 15 位数字，例如 135 0000 1111。
portal-problem-not-an-email = 邮箱格式不对，例如 name@example.com。
portal-problem-not-a-date = 请按“年-月-日”填写日期，例如 2026-03-31。
portal-problem-not-a-choice = 请从选项中选择。
portal-problem-unknown-field = 表单里没有这一项，请刷新页面后重新提交。
portal-problem-other = 请检查这一项。

## 照片与位置
portal-photos = 照片
portal-photos-hint = 最多 { $count } 张，每张不超过 { $limit } MB。故障部位和铭牌的照片最有帮助。
portal-photos-add = 添加照片
portal-photos-chosen = 已选照片
portal-photos-kept = 已收到 { $count } 张照片
portal-photos-preparing = 正在处理照片…
portal-photos-too-many = 选了 { $given } 张照片，最多 { $max } 张。
portal-photo-too-large = 照片“{ $name }”有 { $size } MB，上限为 { $limit } MB。
portal-photo-not-a-picture = “{ $name }”不是图片，请使用 JPEG、PNG 或 WebP 格式。
portal-photo-remove = 移除 { $name }
portal-place = 位置
portal-place-hint = 方便我们找到您。只有点了按钮才会发送。
portal-place-send = 发送我的位置
portal-place-remove = 移除位置
portal-place-asking = 正在获取位置…
portal-place-added = 已添加位置，误差约 { $metres } 米。
portal-place-refused = 浏览器未允许定位，您也可以用文字说明地点。
portal-place-failed = 没能获取到位置，您也可以用文字说明地点。

## 回执
portal-receipt-title = 已收到，谢谢您
portal-receipt-number = 您的单号
portal-receipt-keep = 请保存本页。后续进展会显示在这里，也可以在这里给我们留言：
portal-link-copy = 复制链接
portal-link-copied = 已复制

## 进度
portal-now = 当前
portal-steps = 进度
portal-as-of = 截至 { $time }
portal-reloads = 本页每 { $seconds } 秒刷新一次。
portal-reloads-stop = 停止刷新
portal-poll-offline = 网络未连接，显示的是最近一次的内容。
portal-somebody = 工程师
portal-engineer = 服务工程师
portal-engineer-photo = { $name }的照片
portal-window = 预计上门
portal-now-received = 已收到您的报修
portal-next-received = 正在安排，谁来、何时来会显示在这里。
portal-now-scheduled = { $name }将为您上门
portal-next-scheduled = 上门时间确定后会显示在这里。
portal-now-scheduled-window = { $name }将于 { $window } 上门
portal-next-scheduled-window = { $name }出发后，这里会显示。请确保现场可以进入。
portal-now-on-the-way = { $name }正在路上
portal-next-on-the-way = 请安排人员在现场接应。
portal-now-arrived = { $name }已到现场
portal-next-arrived = 正在处理，完成后会显示在这里。
portal-now-paused = 工作暂停
portal-next-paused = 多半是在等配件。{ $name }会尽快继续，进展会显示在这里。
portal-now-done = 已处理完成
portal-next-done = 如果还有问题，请在下方留言。
portal-now-cancelled = 本次上门已取消
portal-next-cancelled = 如果仍需要帮助，请在下方留言。
portal-now-withdrawn = 您已撤回本次报修
portal-next-withdrawn = 如有新问题，请重新扫描设备上的二维码。
portal-step-received = 已收到
portal-step-scheduled = 已安排
portal-step-on-the-way = 在路上
portal-step-arrived = 已到现场
portal-step-done = 已完成
portal-step-cancelled = 已取消
portal-step-withdrawn = 已撤回
portal-step-paused = 暂停中
portal-live-distance = 距您 { $distance }
portal-live-age = 直线距离，{ $age }
portal-live-sketch = { $name }距现场直线距离 { $distance }

## 留言
portal-replies = 留言
portal-replies-none = 还没有留言。
portal-replies-closed = 本次报修已关闭。如有新问题，请重新扫描设备上的二维码。
portal-reply-you = 您
portal-reply-label = 给我们留言
portal-reply-send = 发送
portal-notices = 通知
portal-notices-text = 有进展时，此浏览器可以通知您，即使页面已关闭。
portal-notices-on = 在此浏览器中通知我
portal-notices-off = 不再在此通知我
portal-notices-is-on = 有进展时，此浏览器会通知您。
portal-notices-refused = 浏览器不允许此页面发送通知，您可以在浏览器设置中更改。
portal-notices-failed = 操作未成功，请重试。
portal-reply-files = 文件
portal-reply-file = 文件
portal-reply-sent = 您的留言已送达。
portal-withdraw-title = 不再需要我们了？
portal-withdraw-text = 报修将被关闭，不会有人上门。已有的留言会保留。
portal-withdraw-reason = 原因
portal-withdraw-send = 撤回报修

## 评价
portal-rating-title = 这次服务怎么样？
portal-rating-legend = 您的评分
portal-rating-worst = 不满意
portal-rating-best = 非常满意
portal-rating-comment = 哪里好，哪里不好？
portal-rating-send = 提交评价
portal-rating-missing = 请选择 1 到 5 颗星。
portal-rating-thanks = 感谢您的评价
portal-complaints = 很抱歉没能让您满意。请告诉我们哪里做得不好：

## 联系人的邮箱
portal-confirm-ask = 这是您的邮箱吗？
portal-confirm-ask-text = { $tenant } 将其设为服务合同相关邮件的收件地址。请确认，以便您能收到邮件。
portal-confirm-button = 确认邮箱
portal-confirm-done = 邮箱已确认
portal-confirm-done-text = 今后 { $tenant } 的服务合同相关邮件将发送到此邮箱。您可以关闭本页。
portal-confirm-gone = 此链接已失效
portal-confirm-gone-text = 链接已使用过，或已超过三天。管理员可在“设置 → 公司”中重新发送。

## 标签
portal-sheet-title = { $count } 张标签
portal-sheet-hint = 请按 100% 比例、无边距打印。贴在手机方便扫到的位置，避开日晒和油污。
portal-sheet-call = 设备有问题？
portal-sheet-how = 扫一扫，说明情况，提交即可，无需注册。

## 出错提示
portal-error-not-found = 这个链接打不开
portal-error-not-found-text = 链接可能已过期，或者少了字符。请从短信里重新打开，或扫描设备上的二维码。
portal-error-form-closed = 这个表单已停用
portal-error-form-closed-text = 不再接收报修。请拨打设备上的服务电话。
portal-error-too-many = 操作太频繁
portal-error-too-many-text = 请在 { $time } 后（{ $wait }后）再试。浏览器允许时，您填写的内容会保留在本机。
portal-error-too-large = 一次提交的内容太多
portal-error-too-large-text = 每次提交总共不超过 { $limit } MB。请返回减少照片后再提交，文字还在。
portal-error-unreadable = 提交的内容不完整
portal-error-unreadable-text = 可能是网络中断或页面已过期。请返回重新提交，不会重复登记。
portal-error-unavailable = 服务暂时没有响应
portal-error-unavailable-text = 不是您的设备问题。请过几分钟再试，之前提交的内容都在。

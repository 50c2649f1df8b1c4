# 派单界面。

## 分区
dispatch-pane-queue = 待派
dispatch-pane-map = 地图
dispatch-pane-visit = 任务
dispatch-map = 地图上的任务与工程师
dispatch-timeline = 工程师时间轴
dispatch-timeline-empty = 今天还没有排任务，把卡片拖到工程师身上即可派单。

## 待处理
dispatch-unassigned = 待派单
dispatch-today = 今天
dispatch-queue-empty = 全部派完了
dispatch-queue-empty-text = 新任务和待定事项会按紧急程度出现在这里。
dispatch-late-record = 迟到记录
dispatch-cancel-requested = 申请取消

## 选中的任务
dispatch-none-selected = 还没有选任务
dispatch-none-selected-text = 在左侧或地图上选一个，看看派谁合适。
dispatch-open-visit = 打开详情页
dispatch-no-number = 暂无编号
dispatch-facts = 基本信息
dispatch-customer = 客户
dispatch-contact = 联系人
dispatch-phone = 电话
dispatch-place = 地址
dispatch-asset = 设备
dispatch-problem = 故障类型
dispatch-service = 服务项目
dispatch-priority = 优先级
dispatch-window = 预约时段
dispatch-window-from = 最早开始
dispatch-window-to = 最晚结束
dispatch-due = 承诺时间
dispatch-duration = 现场时长
dispatch-minutes = 分钟
dispatch-skills = 所需技能
dispatch-engineer = 工程师
dispatch-given-by = { $time }由{ $name }派单
dispatch-ticket = 工单

## 派谁去
dispatch-candidates = 按得分排列的工程师
dispatch-nearest = 派谁去
dispatch-show-unskilled = 含技能不符
dispatch-nobody = 没有技能相符的人
dispatch-nobody-text = 可以显示技能不符的工程师，或调整任务所需技能。
dispatch-no-position = –
dispatch-no-position-known = 位置未知
dispatch-position = { $source }，{ $age }
dispatch-source-live = 实时位置
dispatch-source-recent = 最近位置
dispatch-source-last-visit = 上一单地点
dispatch-source-home = 驻点
dispatch-travel = 车程 { $minutes } 分钟
dispatch-free-at = { $time } 空出来
dispatch-off-shift = 不当班
dispatch-not-accepting = 暂不接单
dispatch-missing-skills = 缺技能 { $skills }
dispatch-part-travel = 车程
dispatch-part-load = 手上
dispatch-open-short = { $count } 单
dispatch-part-unavailable = 不可派
dispatch-open-visits = 手上 { $count } 单

## 派单
dispatch-assign = 派单
dispatch-reassign = 改派
dispatch-take = 我自己去
dispatch-assign-to = 派给{ $name }
dispatch-reassign-to = 改派给{ $name }
dispatch-has-it = 已由{ $name }负责。
dispatch-assigned = “{ $title }”已派给{ $name }
dispatch-undone = 已撤回
dispatch-reason = 原因
dispatch-assign-title = 派单：{ $title }
dispatch-reassign-title = 改派：{ $title }
dispatch-reassign-text = 目前由{ $holder }负责，改派给{ $name }后会立即通知。
dispatch-faster = 同事先一步派给了{ $name }
dispatch-faster-text = 可以就这样，也可以仍改派给{ $name }。

## 待定事项
dispatch-late-title = 迟到的记录
dispatch-late-accept = 采纳
dispatch-late-done = { $name }于{ $time }完成，此前{ $after }
dispatch-late-arrived = { $name }于{ $time }到场，此前{ $after }
dispatch-late-departed = { $name }于{ $time }出发，此前{ $after }
dispatch-late-accepted = { $name }于{ $time }接单，此前{ $after }
dispatch-late-recorded = { $name }另有记录，此前{ $after }
dispatch-late-after-reassigned = { $ended }已改派
dispatch-late-after-cancelled = { $ended }已取消
dispatch-late-after-change = 任务已有变动
dispatch-late-reason = { $name }填写的原因：{ $reason }
dispatch-late-text = { $name }当时没有网络，并不知情。采纳后任务仍归{ $name }；搁置则由{ $now }继续。记录都会保留。
dispatch-late-text-nobody = { $name }当时没有网络，并不知情。采纳后记录生效；搁置则仅作留存。
dispatch-cancel-asked = { $name }申请取消，{ $time }
dispatch-cancel-approve = 取消任务
dispatch-cancel-refuse = 继续执行
dispatch-conflict = { $member }：另有人填了{ $values }

## 现场记录
dispatch-recorded-by = { $name }的记录
dispatch-recorded-before = 此前{ $name }的记录
dispatch-aside = 已搁置
dispatch-aside-by = { $name }于{ $time }搁置：记录留存，不计入任务。
dispatch-step-accepted = 接单
dispatch-step-departed = 出发
dispatch-step-arrived = 到场
dispatch-step-done = 完成
dispatch-step-rejected = 拒单
dispatch-from-site = 距现场 { $distance }
dispatch-paused-for = 暂停
dispatch-worked = 工时
dispatch-solution = 处理结果
dispatch-remark = 备注
dispatch-parts = 备件
dispatch-photo-before = 维修前
dispatch-photo-after = 维修后
dispatch-photo-other = 照片
dispatch-signatures = 签名
dispatch-signed = { $name }，{ $time }
dispatch-bytes-coming = 图片还在手机上，等待上传。
dispatch-rating = 客户评价
dispatch-way = 行程
dispatch-way-length = 行驶 { $distance }
dispatch-way-map = 行程地图
dispatch-way-time = 途中时刻
dispatch-way-time-none = 未选择时刻
dispatch-way-moments = 途中记录
dispatch-way-stopped = 停留 { $time }
dispatch-way-accuracy = ± { $distance }
dispatch-no-place = 还没有位置
dispatch-no-place-text = 任务没有定位，也还没有人出发。
dispatch-log-empty = 暂无记录。
dispatch-note = 备注
dispatch-note-add = 给同事的备注
dispatch-note-save = 保存备注

## 操作
dispatch-copy-progress = 复制进度链接
dispatch-copied = 已复制
dispatch-copy-failed = 浏览器不允许复制，链接是：{ $url }
dispatch-edit-visit = 修改任务
dispatch-reopen = 重新打开
dispatch-reopen-title = 重新打开：{ $title }
dispatch-reopen-text = 任务回到“已到场”，已有记录全部保留。

## 列表
dispatch-find-visit = 查找任务
dispatch-state = 状态
dispatch-all-states = 全部状态
dispatch-all-engineers = 全部工程师
dispatch-visits-empty = 没有符合的任务
dispatch-visits-empty-text = 从工单或直接新建的任务都会出现在这里。

## 新任务
dispatch-new-visit = 新建任务
dispatch-create-visit = 创建任务
dispatch-for-ticket = 对应工单 { $number } { $title }
dispatch-what = 事由
dispatch-for-whom = 客户
dispatch-where = 地点
dispatch-when = 时间
dispatch-own-fields = 其他
dispatch-no-choice = 请选择
dispatch-skills-hint = 用逗号分隔，例如 lift-a、boiler
dispatch-city = 城市
dispatch-district = 区
dispatch-street = 街道、门牌、楼层
dispatch-pin-hint = 点击地图放置定位，按它查找最近的工程师。
dispatch-not-a-phone = 这不是有效的电话号码。
dispatch-window-backwards = 结束时间早于开始时间。

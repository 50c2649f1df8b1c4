# 工作台外框：模块、故障、拒绝原因、快捷键、通知。

## 模块
desk-nav-engineers = 工程师
desk-nav-forms = 表单
desk-go-to = 前往
desk-nowhere = 这个地址下没有内容。

## 登录与退出
desk-sign-in-empty = 请输入账号和密码。
desk-signed-out = 登录已失效，请重新登录，内容都还在。
desk-ended-elsewhere = 您已在其他设备登录，这里已退出。
desk-ended-disabled = 此账号已停用，请联系管理员。
desk-start-offline = 连不上服务器
desk-start-offline-text = 服务器恢复后会自动打开。
desk-no-desk = { $name }，您的工作在手机应用里
desk-no-desk-text = 您的角色在工作台没有可用内容。如有缺失，请联系管理员。
desk-open-phone-app = 打开手机应用
desk-account = { $name }的账号

## 故障
desk-offline = 显示此前已加载的内容
desk-offline-text = 此内容尚未加载，网络恢复后会自动显示。
desk-not-done = 操作没有完成
desk-fault-out-of-reach = 连不上服务器，什么都没有改动，网络恢复后请重试。
desk-fault-unreadable = 当前页面读不懂服务器的回复，请刷新页面更新到最新版本。
desk-fault-rate-limited = 操作太频繁，请在 { $seconds } 秒后再试。
desk-fault-bad-request = 服务器没有接受这个请求（{ $detail }）。
desk-fault-not-found = 内容不存在，或您的账号无权查看。
desk-fault-forbidden = 您的账号没有权限进行此操作。
desk-fault-too-large = 超出大小上限。
desk-fault-unavailable = 服务器暂时忙不过来，稍后会自行恢复，请再试。
desk-fault-status = 服务器返回错误 { $status }。

## 拒绝原因
desk-refused-changed = 同事刚刚改动过。
desk-refused-changed-by = 同事先一步操作，现在由{ $name }负责。
desk-refused-cancelled = 任务已被取消。
desk-refused-wrong-state = 任务处于“{ $state }”时不能这样操作。
desk-refused-missing = 还缺：{ $fields }。
desk-refused-invalid = { $field }：这个值不行。
desk-refused-too-many = 最多 { $limit } 项。
desk-refused-done-already = 这件事已经处理过了。
desk-refused-other = 情况已有变化，请看一下最新状态，需要的话再操作一次。

## 字段
desk-member-title = 事由
desk-member-description = 描述
desk-member-priority = 优先级
desk-member-window-from = 最早开始
desk-member-window-to = 最晚结束
desk-member-due-at = 承诺时间
desk-member-duration-min = 现场时长
desk-member-address = 地址
desk-member-place = 地图位置
desk-member-phone = 电话
desk-member-contact-name = 联系人
desk-member-company-name = 客户
desk-member-asset-name = 设备
desk-member-skills = 技能
desk-member-reason = 原因
desk-member-text = 内容
desk-member-solution = 处理结果
desk-member-remark = 备注

## 快捷键
desk-help-title = 快捷键
desk-help-everywhere = 所有界面
desk-help-lists = 列表中
desk-help-dispatch = 派单界面
desk-help-search = 搜索
desk-help-help = 显示快捷键
desk-help-close = 关闭
desk-help-next = 下一行
desk-help-previous = 上一行
desk-help-open = 打开该行
desk-help-visits = 下一个、上一个任务
desk-help-visit-open = 打开任务详情页
desk-help-candidates = 选择工程师
desk-help-assign = 派给选中的工程师
desk-help-unskilled = 显示技能不符的工程师

## 通知
desk-notices-unread = 通知，{ $count } 条未读
desk-notices-empty = 暂无通知
desk-notices-empty-text = 需要您过目的事会出现在这里：迟到的记录、取消申请、新工单。
desk-notice-visit-created = 新任务：{ $title }
desk-notice-visit-assigned = 任务已派出：{ $title }
desk-notice-visit-reassigned = 任务已改派：{ $title }
desk-notice-visit-unassigned = 任务待派单：{ $title }
desk-notice-visit-rejected = 任务被拒单：{ $title }
desk-notice-visit-completed = 任务已完成：{ $title }
desk-notice-visit-cancelled = 任务已取消：{ $title }
desk-notice-visit-rated = 客户已评价：{ $title }
desk-notice-cancel-requested = 申请取消：{ $title }
desk-notice-late-record-kept = 有迟到的记录待处理：{ $title }
desk-notice-ticket-created = 新工单：{ $title }
desk-notice-ticket-assigned = 工单已转给您：{ $title }
desk-notice-ticket-replied = 新回复：{ $title }
desk-notice-ticket-withdrawn = 客户已撤回：{ $title }
desk-notice-rule-told = { $number }：{ $title }
desk-notice-payment-paid = 已收款：{ $title } { $number }
desk-notice-payment-unclear = 收款需要处理：{ $title } { $number }
desk-notice-other = 有更新：{ $title }

## 任务流程
desk-flow-create = 创建任务
desk-flow-edit = 修改任务
desk-flow-assign = 派给{ $name }
desk-flow-unassign = 收回任务
desk-flow-accept = 接单
desk-flow-reject = 拒单
desk-flow-depart = 出发
desk-flow-arrive = 到场
desk-flow-pause = 暂停
desk-flow-resume = 继续
desk-flow-add-photo = 添加照片
desk-flow-remove-photo = 移除照片
desk-flow-set-part = 登记备件
desk-flow-remove-part = 移除备件
desk-flow-report = 填写报告
desk-flow-sign = 客户签字
desk-flow-complete = 完成
desk-flow-request-cancel = 申请取消
desk-flow-decide-cancel = 处理取消申请
desk-flow-decide-cancel-approved = 同意取消
desk-flow-decide-cancel-refused = 继续执行
desk-flow-reopen = 重新打开
desk-flow-decide-late = 处理{ $name }迟到的记录
desk-flow-decide-late-accepted = 采纳
desk-flow-decide-late-set-aside = 搁置
desk-flow-rate = 客户评价
desk-flow-flag-no-gps = 没有定位
desk-flow-flag-far-from-site = 离现场较远
desk-flow-flag-late = 记录迟到，尚未采纳
desk-flow-flag-clock-off = 手机时间不准

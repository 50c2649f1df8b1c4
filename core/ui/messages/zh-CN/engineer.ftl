# 工程师手机应用。

## 外框
eng-sharing = 作业期间正在记录您的位置
eng-no-storage = 浏览器无法保存数据
eng-no-storage-text = 无痕窗口中只能在线使用，关闭标签页后未发送的内容会丢失。请在普通窗口中打开以便离线使用。
eng-zone = 时间按{ $zone }显示：当地现在 { $time }，本机 { $own }。
eng-sync-now = { $state }。立即同步
eng-signed-out = 已退出登录
eng-store-failed = 未能保存到本机，请重试。
eng-store-broken = 无法打开本机数据
eng-store-broken-text = 您记录的内容仍在。请关闭应用后重新打开。
eng-nowhere = 这个地址没有内容
eng-choose = 请选择
eng-reason = 原因
eng-why-and-kept = { $why }{ $kept }

## 登录
eng-ended-elsewhere = 您已在另一部手机上登录
eng-ended-disabled = 该账号已停用
eng-ended = 登录已失效
eng-unsent-kept = { $count } 项修改待发送，内容都还在，重新登录后会自动发送。
eng-sign-in-offline = 登录需要网络，请在有网络时重试。
eng-sign-in-failed = 服务器暂时无法登录，请稍后重试。
eng-sign-in-work-of-another = 本机还有同事未发送的内容，需由其先登录并发送。
eng-sign-out-title = 退出登录？
eng-sign-out-text = 所有内容都已发送。
eng-sign-out-offline = 记录的内容都已发送。没有网络时无法再次登录。
eng-sign-out-unsent = 还有 { $count } 项内容未发送，会留在本机，您再次登录后自动发送。

## 今天与列表
eng-today-empty = 暂无安排
eng-today-empty-text = 调度派给您的任务会显示在这里。
eng-working = 进行中
eng-planned = 待进行
eng-next-days = 之后几天
eng-done-today = 今天已完成
eng-list-todo = 待办
eng-list-todo-empty = 全部完成了
eng-list-sent = 已派
eng-list-sent-empty = 您为他人创建的任务会显示在这里
eng-list-done = 完成
eng-list-done-empty = 您完成的任务会显示在这里
eng-no-number = 编号将在同步后生成
eng-mark-sent = 已发送
eng-mark-here = 已存本机

## 任务
eng-visit-new = 新建任务
eng-visit-make = 创建任务
eng-visit-gone = 本机没有这个任务
eng-visit-gone-text = 任务已转给他人，或时间太久。您记录的内容已保留。
eng-cancel-requested = 已申请取消
eng-cancel-waits = 已申请取消，等待调度决定。
eng-pending = “{ $action }”等待服务器确认。
eng-with = 这个任务由{ $name }负责。
eng-with-nobody = 这个任务还没有派单。
eng-conflict = { $field }被两人同时设置
eng-what-happened = 故障描述
eng-asset = 设备
eng-asset-name = 名称
eng-asset-model = 型号
eng-asset-serial = 序列号
eng-asset-place = 位置
eng-asset-remark = 备注
eng-ticket-behind = 所属工单
eng-from-site = 距现场 { $distance }
eng-notes = 备注记录
eng-note-new = 新备注
eng-note-add = 添加备注
eng-photo-tag = 下一张照片的内容
eng-photo-before = 作业前
eng-photo-after = 作业后
eng-photo-other = 其他
eng-photo-camera = 拍照
eng-photo-album = 从相册选择
eng-photo-label = { $tag } · { $time }
eng-photo-unreadable = 手机无法读取这个图片文件。
eng-parts = 配件
eng-part-add = 添加配件
eng-part-name = 名称
eng-part-number = 编号
eng-part-quantity = 数量
eng-part-fewer = 减少一个{ $name }
eng-part-more = 增加一个{ $name }
eng-part-remove = 移除{ $name }
eng-report = 作业记录
eng-solution = 解决办法
eng-remark = 备注
eng-minutes = 作业时长
eng-unit-minutes = 分钟
eng-sign = 签名
eng-sign-again = 再次签名
eng-sign-statement = 作业已完成。
eng-missing-title = 继续之前还需要
eng-missing-photos = 还需 { $count } 张照片
eng-colleague = 同事
eng-made-offline = 没有网络时任务先存本机，联网后自动发送。

## 工单
eng-ticket-new = 新建工单
eng-ticket-make = 创建工单
eng-ticket-gone = 本机没有这个工单
eng-ticket-gone-text = 本机保存您任务所属的工单和分派给您的工单。
eng-tickets-open = 未完成
eng-tickets-done = 已完成
eng-tickets-all = 全部
eng-tickets-empty = 没有工单
eng-status = 状态
eng-title = 标题
eng-customer = 客户
eng-company = 公司
eng-contact = 联系人
eng-phone = 电话
eng-address = 地址
eng-assignee = 负责人
eng-made = 创建时间
eng-priority = 优先级
eng-problem-type = 问题类型
eng-window-from = 最早开始
eng-window-to = 最晚结束
eng-replies = 沟通记录
eng-reply = 回复
eng-reply-public = 发给客户
eng-reply-internal = 发给同事
eng-audience = 谁能看到
eng-public = 公开
eng-internal = 内部
eng-files = 将附上 { $count } 个文件

## 联系人与搜索
eng-colleagues = 同事
eng-people = 联系人
eng-companies = 公司
eng-customers-empty = 没有客户
eng-customers-empty-text = 本机保存您任务和工单涉及的客户。
eng-suggestions = 匹配的客户
eng-call = 拨打{ $name }
eng-search-hint = 任务、工单、客户
eng-search-what = 搜索本机的任务、工单、客户和设备
eng-search-none = 没有匹配项
eng-role-engineer = 工程师
eng-role-dispatcher = 调度员
eng-role-admin = 管理员

## 需要处理
eng-attention-count = { $count } 条记录需要处理
eng-attention-none = 没有需要处理的内容
eng-attention-what = 服务器未能按您的记录接收的内容会显示在这里，连同您记录的全部内容。
eng-kept = 您记录的内容都已保留在任务上，由调度员决定。
eng-not-kept-visit = 操作未生效，您记录的内容保留在这里。
eng-not-kept = 操作未生效，您填写的内容保留在这里。
eng-recorded = 您记录的内容

## 我的
eng-organisation = 组织
eng-role = 角色
eng-mobile = 手机
eng-skills = 技能
eng-sync = 同步
eng-sync-press = 立即同步
eng-connection = 连接
eng-server-away = 服务器无法连接，{ $time } 重试
eng-changes-waiting = 待发送修改
eng-files-waiting = 待发送照片
eng-heard = 上次同步
eng-never = 从未
eng-notices = 本机通知
eng-notices-on = 应用关闭时提醒我
eng-notices-what = 新任务、任务收回或取消、客户回复。
eng-notices-denied = 浏览器禁止了通知，请在浏览器设置中允许。
eng-notices-unsupported = 浏览器不支持通知，或应用尚未安装。
eng-storage = 存储
eng-storage-used = 本机占用 { $size }
eng-storage-lasting = 浏览器会一直保留，直到您删除。
eng-storage-best-effort = 手机空间不足时浏览器可能清除数据，安装应用可避免。

## 通知
eng-notice-visit-assigned = 新任务
eng-notice-visit-taken = 任务已转给同事
eng-notice-visit-unassigned = 任务已收回
eng-notice-visit-cancelled = 任务已取消
eng-notice-visit-completed = 任务已完成
eng-notice-ticket-replied = 客户已回复
eng-notice-other = Truckroll 有新消息
